import type { Account, Thing } from '../model/account';
import type { Instance } from '../model/instance';
import type { Remaining, ShutdownReport } from '../model/shutdown';
import { type ThingKind, thingKinds } from '../model/thing';

export interface ReportSources {
  /** When the pool was made, ms since the epoch. */
  poolCreatedAt: number;
  /** Absent: nothing was given back yet. */
  account: Account | undefined;
  things: readonly Thing[];
  /** Those that still live. */
  instances: readonly Instance[];
  remaining: readonly Remaining[];
  /** The wall clock. */
  now: number;
}

/** What a pool has had in its life, and what of it is still there. Nothing left: the report is complete. Pure. */
export function reportOf(sources: ReportSources): ShutdownReport {
  const { account, things, instances, remaining, now } = sources;
  const givenBack = account?.givenBack ?? {};
  const left = new Map<ThingKind, number>();
  const add = (kind: ThingKind) => left.set(kind, (left.get(kind) ?? 0) + 1);
  for (const { containerId } of instances) {
    add('instance');
    if (containerId !== undefined) add('container');
  }
  for (const { kind, instanceId } of remaining) if (instanceId === undefined) add(kind);
  const counts = thingKinds
    .map(kind => ({ kind, givenBack: givenBack[kind] ?? 0, left: left.get(kind) ?? 0 }))
    .filter(one => one.givenBack + one.left > 0 && one.kind !== 'host')
    .map(one => ({ kind: one.kind, created: one.givenBack + one.left, givenBack: one.givenBack }));
  const kept = [...things].sort((a, b) => a.createdAt - b.createdAt);
  const countedThings = Object.entries(givenBack)
    .filter(([kind]) => kind !== 'instance' && kind !== 'container')
    .reduce((sum, [, count]) => sum + count, 0);
  const keptGone = kept.filter(({ givenBackAt }) => givenBackAt !== undefined).length;
  return {
    since: account?.since ?? sources.poolCreatedAt,
    madeAt: now,
    complete: remaining.length === 0,
    counts,
    things: kept.map(({ kind, thingId, name, createdAt, givenBackAt }) => ({
      kind,
      id: thingId,
      name,
      createdAt,
      ...(givenBackAt === undefined ? {} : { givenBackAt }),
    })),
    older: Math.max(0, countedThings - keptGone),
    notGivenBack: [...remaining],
  };
}
