import { isDeepStrictEqual } from 'node:util';
import type { Accounts } from '../account/account';
import type { Activity } from '../activity/activity';
import type { Engine } from '../engine';
import type { Clock, Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { Host } from '../model/host';
import type { Pool, PoolConfig } from '../model/pool';
import type { Resource } from '../model/resource';
import type { Machine, Provider } from '../providers';
import { ofList, type Store } from '../store/store';
import { fencedEngine, fencedProvider } from './fence';
import { foreignOf } from './foreign';
import type { Holder } from './lease';
import { keepLease, type LeaseKeeper } from './leaseKeeper';
import { noLease } from './leaseMessages';
import { type Observer, type OneSource, observe } from './observer';
import { poolGone } from './refusals';
import { type Observed, type Snapshot, showsNone } from './snapshot';
import { type Belonging, createSightings, straysOf } from './strays';

/** Whose a pool is, and what in it is ours. */
export interface Ownership {
  /** The provider, of which nothing is asked to write while the pool isn't ours. */
  readonly provider: Provider;
  fence(engine: Engine): Engine;
  /** The controllers whose marks count as ours; another Set once they are others. */
  ours(): ReadonlySet<string>;
  records(): Pick<Belonging, 'hosts' | 'ours'> & Pick<Snapshot, 'removed'>;
  /** Until when (monotonic) the pool may have been another's since our records. */
  readonly anothersUntil: number;
  /** Its part of a snapshot. */
  part(): Pick<Snapshot, 'ours' | 'lease' | 'removed' | 'resources' | 'strays' | 'unwanted'>;
  /** After a round: whether the lease is wanted, and which orders about leftovers are done. */
  settle(config: PoolConfig, snapshot: Snapshot): void;
  look(): void;
  /** @throws RockpoolError NO_LEASE, LEASE_MOVED, or what the provider throws */
  takeOver(by: string, snapshot: Snapshot, options: { signal: AbortSignal }): Promise<void>;
  /** Notes that leftovers are to go. */
  removeLeftovers(keys: readonly string[], by: string): void;
  /** Ends it, and gives the lease back where that takes no longer than a moment. */
  stop(): Promise<void>;
}

export interface OwnershipDependencies {
  poolId: string;
  provider: Provider;
  store: Store;
  accounts: Accounts;
  activity: Activity;
  clock: Clock;
  random: Random;
  /** Where its provider is asked. */
  source: OneSource;
  self: Holder;
  machines(): Observed<readonly Machine[]>;
  trustFrom(): number;
  /** Called when something new is known. */
  onChange(): void;
}

/** What is left over is no hurry (ms). */
const ASK_RESOURCES_EVERY_MS = 60_000;
const NOTHING: Observed<readonly Resource[]> = {};

export function ownershipOf(dependencies: OwnershipDependencies): Ownership {
  const { poolId, provider, store, accounts, activity, clock, self, machines, trustFrom, onChange } =
    dependencies;
  const asking = { clock, random: dependencies.random, source: dependencies.source };
  const sightings = createSightings(() => clock.monotonic());
  let ours: ReadonlySet<string> = new Set([self.id]);
  let countedFor: Pool['predecessors'];
  let wasHeld = false;

  const pool = (): Pool | undefined => store.pools.get(poolId);
  const change = (changes: Partial<Pool>) => {
    const current = pool();
    if (current) store.pools.put(poolId, { ...current, ...changes });
  };

  const isPoolEmpty = (since?: number) => showsNone(machines(), since);

  const lease: LeaseKeeper | undefined =
    provider.lease &&
    keepLease(provider.lease, {
      ...{ poolName: pool()?.name ?? poolId, self, trustFrom, ...asking },
      knownEpoch: () => pool()?.epoch,
      isPoolEmpty,
      onChange() {
        noteLease();
        noteEpoch();
        onChange();
      },
    });

  /** The lease is the truth about predecessors, the record its memory; who loses it hears so. */
  function noteLease(): void {
    const current = pool();
    const seen = lease?.known.seen?.lease;
    const isHeld = lease?.known.heldAt !== undefined;
    // One of ours that isn't claimed again says it as well: else what is theirs seems to be nobody's, and there is nothing to claim it for.
    const isOurs = isHeld || seen?.holder === self.id;
    if (current && seen && isOurs && !isDeepStrictEqual(current.predecessors ?? [], seen.predecessors))
      change({ predecessors: seen.predecessors });
    if (current && seen && wasHeld && !isHeld && seen.releasedAt === undefined) {
      const text = `The pool "${current.name}" was taken over by another Rockpool: ${seen.holderName}. Nothing is changed there from here.`;
      activity.note('warning', text, { poolId });
    }
    wasHeld = isHeld;
  }

  /** From now on the records know of all that was asked for under this lease and before. */
  function noteEpoch(): void {
    const { heldAt, seen, settledFrom = 0 } = lease?.known ?? {};
    const epoch = seen?.lease?.epoch;
    const isSettled = heldAt !== undefined && epoch !== undefined && clock.monotonic() >= settledFrom;
    // It is on the disk with the first host that is asked for.
    if (isSettled && pool()?.epoch !== epoch) store.note(() => change({ epoch }));
  }

  const resources: Observer<readonly Resource[]> | undefined =
    provider.resources &&
    observe(async ({ signal }) => (await provider.resources?.({ signal })) ?? [], noteResources, {
      ...asking,
      everyMs: () => ASK_RESOURCES_EVERY_MS,
    });
  function noteResources({ last, failure }: Observed<readonly Resource[]>): void {
    // Containers are counted with their instances.
    const isCounted = ({ kind, controllerId }: Resource) =>
      kind !== 'container' && controllers().has(controllerId);
    if (last && !failure && pool()) accounts.listed(poolId, last.value.filter(isCounted));
    onChange();
  }

  function controllers(): ReadonlySet<string> {
    const predecessors = pool()?.predecessors;
    if (predecessors !== countedFor) {
      countedFor = predecessors;
      ours = new Set([self.id, ...(predecessors ?? [])]);
    }
    return ours;
  }
  const sorted = ofList(store.hosts, all => {
    const hosts: Host[] = [];
    const removed = new Map<string, Host>();
    for (const host of all) {
      if (host.poolId !== poolId) continue;
      if (host.phase === 'removed') removed.set(host.id, host);
      else hosts.push(host);
    }
    return { hosts, removed };
  });
  const records = () => ({ ...sorted(), ours: controllers() });

  let sighted: readonly unknown[] = [];
  /** Only where something of it is another than the last time: a plan is made many times between two listings. */
  function sight(
    known: Omit<Belonging, 'machines' | 'resources'>,
    machines: Belonging['machines'],
    resources: Belonging['resources'],
  ) {
    const now = [known.hosts, known.ours, machines, resources];
    if (now.every((one, index) => one === sighted[index])) return;
    sighted = now;
    sightings.note(straysOf({ ...known, machines, resources }));
  }

  return {
    provider: lease ? fencedProvider(provider, lease) : provider,
    fence: engine => (lease ? fencedEngine(engine, lease) : engine),
    ours: controllers,
    records,
    get anothersUntil() {
      return lease?.known.anothersUntil ?? Number.NEGATIVE_INFINITY;
    },
    part() {
      const known = records();
      const observed = resources?.observed ?? NOTHING;
      const listed = machines().last?.value;
      if (listed && observed.last) sight(known, listed, observed.last.value);
      return {
        ours: known.ours,
        lease: lease && { ...lease.known },
        removed: known.removed,
        resources: observed,
        strays: sightings.since,
        unwanted: new Set(pool()?.unwanted),
      };
    },
    settle(config, { hosts, instances, inFlight, machines: seen, resources: things, strays, unwanted }) {
      const isDone = hosts.length + instances.length + inFlight.size + strays.size === 0 && isPoolEmpty();
      lease?.want(!(config.DD_SHUTDOWN_MODE && isDone));
      noteEpoch();
      // What was to go and isn't listed any more has gone.
      if (unwanted.size === 0 || !isListedTwice(seen) || !isListedTwice(things)) return;
      const left = [...unwanted].filter(key => strays.has(key));
      if (left.length < unwanted.size) change({ unwanted: left });
    },
    look() {
      lease?.ask();
      resources?.ask();
    },
    async takeOver(by, snapshot, signal) {
      const current = pool();
      if (!current) throw new RockpoolError(poolGone);
      if (!lease) throw new RockpoolError(noLease(current.name));
      await lease.takeOver(
        foreignOf(snapshot).map(({ controllerId }) => controllerId),
        signal,
      );
      activity.note('warning', `The pool "${current.name}" was taken over by ${by}.`, { poolId });
    },
    removeLeftovers(keys, by) {
      const current = pool();
      if (!current || keys.length === 0) return;
      const what = keys.length === 1 ? 'A leftover' : `${keys.length} leftovers`;
      store.transaction(() => {
        change({ unwanted: [...new Set([...(current.unwanted ?? []), ...keys])] });
        const text = `${what} of the pool "${current.name}" ${keys.length === 1 ? 'is' : 'are'} to be removed, by order of ${by}.`;
        activity.note('info', text, { poolId });
      });
      resources?.ask();
    },
    async stop() {
      resources?.stop();
      await lease?.release();
    },
  };
}

function isListedTwice({ last, previous, failure }: Observed<unknown>): boolean {
  return last !== undefined && previous !== undefined && failure === undefined;
}
