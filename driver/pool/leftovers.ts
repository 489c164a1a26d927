import { costPerHour } from '../model/cost';
import type { Leftover } from '../model/leftover';
import type { PoolConfig } from '../model/pool';
import { type Resource, resourceKey } from '../model/resource';
import type { Machine } from '../providers';
import { resourceSubject, type Seen, type Snapshot, trusted } from './snapshot';
import { straysOf } from './strays';

/** What belongs to nothing may be this young (ms, watched): a listing may lag, and an end takes a while. */
export const GRACE_MS = 2 * 60_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What of the strays is older than the grace time. */
export function strayed(snapshot: Snapshot): Resource[] {
  const { strays, monotonic, trustFrom } = snapshot;
  if (strays.size === 0) return [];
  return currentStrays(snapshot).filter(stray => {
    const since = strays.get(resourceKey(stray));
    return since !== undefined && monotonic - Math.max(since, trustFrom) >= GRACE_MS;
  });
}

/** What belongs to nothing by the newest answers, however old. */
export function currentStrays({ machines, resources, ...snapshot }: Snapshot): Resource[] {
  if (!machines.last) return [];
  return straysOf({
    ...snapshot,
    machines: machines.last.value,
    resources: resources.last?.value ?? [],
  });
}

/** True if two listings in a row show it, both begun after we last asked for its end, and the newest may be relied on. */
export function isProven(resource: Resource, snapshot: Snapshot): boolean {
  const touched = snapshot.touched.get(resourceKey(resource)) ?? 0;
  return resource.kind === 'server'
    ? twice(snapshot.machines, ({ providerId }: Machine) => providerId === resource.id)
    : twice(snapshot.resources, one => resourceKey(one) === resourceKey(resource));

  function twice<T>(
    observed: { last?: Seen<readonly T[]>; previous?: Seen<readonly T[]> },
    isIt: (one: T) => boolean,
  ): boolean {
    const { previous } = observed;
    const last = trusted(observed, snapshot);
    if (!last || !previous || previous.begun < touched || !trusted(snapshot.machines, snapshot)) return false;
    return last.value.some(isIt) && previous.value.some(isIt);
  }
}

/** The leftovers as a screen shows them, oldest first. */
export function leftoversOf(snapshot: Snapshot, config: PoolConfig, now: number): Leftover[] {
  if (snapshot.strays.size === 0) return [];
  const flavors = new Map(
    snapshot.machines.last?.value.map(({ providerId, flavor }) => [providerId, flavor]),
  );
  return strayed(snapshot)
    .map(resource => {
      const key = resourceKey(resource);
      const seenFor = snapshot.monotonic - (snapshot.strays.get(key) ?? snapshot.monotonic);
      const since = resource.createdAt ?? Math.round(now - seenFor);
      const price =
        resource.kind === 'server' ? costPerHour(config, [{ flavor: flavors.get(resource.id) }]) : undefined;
      // By the minute: a screen need not hear of less.
      const hours = Math.floor(Math.max(0, now - since) / MINUTE_MS) / (HOUR_MS / MINUTE_MS);
      const error = snapshot.troubles.get(resourceSubject(resource))?.error;
      return {
        ...resource,
        since,
        removing: isWanted(resource, snapshot, config),
        ...(price === undefined ? {} : { costSoFar: Math.round(price * hours * 1e4) / 1e4 }),
        ...(error ? { error } : {}),
      };
    })
    .sort((a, b) => a.since - b.since);
}

/**
 * True if its removal was ordered, by an admin or by the settings; who shuts a pool down wants all of it to go. What machines
 * have started from goes in any case: Rockpool has made it by itself.
 */
export function isWanted(resource: Resource, { unwanted, shutdown }: Snapshot, config: PoolConfig): boolean {
  const isOrdered = config.DD_REMOVE_LEFTOVERS || shutdown !== undefined;
  return isOrdered || resource.start === 'outdated' || unwanted.has(resourceKey(resource));
}
