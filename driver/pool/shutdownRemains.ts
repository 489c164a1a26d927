import { type MarkedContainer, removeByHand } from '../engine';
import type { ErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import { type Resource, resourceKey } from '../model/resource';
import type { Remaining } from '../model/shutdown';
import { instancesOn } from './ledger';
import { GRACE_MS } from './leftovers';
import { hostSubject, instanceSubject, resourceSubject, type Snapshot } from './snapshot';

/** What the outside world has of a pool, by its own word. */
export interface Outside {
  /** Machines and whatever else carries the pool's mark. */
  resources: readonly Resource[];
  /** Containers with the pool's mark on an engine that stays when its host goes. */
  containers: readonly { engineUrl: string; container: MarkedContainer }[];
}

export interface Remains {
  remaining: Remaining[];
  /** Since when (monotonic) each is to be gone, by its key; for the next time. */
  going: ReadonlyMap<string, number>;
}

export interface RemainsSources {
  snapshot: Snapshot;
  /** Undefined: not asked yet. */
  outside: Outside | undefined;
  /** Why the outside world could not be asked. */
  failure: ErrorValue | undefined;
  /** As it was the last time. */
  going: ReadonlyMap<string, number>;
  /** Why something waits, by subject; the plan's words. */
  waiting: ReadonlyMap<string, string>;
  byHand(resource: Resource): string | undefined;
  /** Why nothing is ended there now, in words: another Rockpool has the pool. */
  barred?: string | undefined;
}

/** What was to go and is still there after this (ms, watched) does not go by itself. */
export const RESISTS_AFTER_MS = 2 * 60_000;
/** What belongs to nothing is only ended after a time of grace, and then it may take a while. */
const LEFTOVER_RESISTS_AFTER_MS = GRACE_MS + 3 * 60_000;

/** What of a pool that is shut down is still there, what each waits for, and what does not go. Pure. */
export function remainsOf(sources: RemainsSources): Remains {
  const { snapshot, outside, failure, barred } = sources;
  const going = new Map<string, number>();
  const isLate = (key: string, afterMs = RESISTS_AFTER_MS) => {
    const since = Math.max(sources.going.get(key) ?? snapshot.monotonic, snapshot.trustFrom);
    going.set(key, since);
    return snapshot.monotonic - since >= afterMs;
  };
  const records = new Map(snapshot.hosts.map(host => [host.id, host]));
  const instances = snapshot.instances.map(one =>
    remainingInstance(one, records.get(one.hostId ?? ''), sources, isLate),
  );
  const free = new Set(instances.filter(({ resists }) => !resists).map(({ hostId }) => hostId));
  const hosts = snapshot.hosts.map(host => remainingHost(host, !free.has(host.id), sources, isLate));
  const recorded = [...instances, ...hosts];
  const isUnknown = failure !== undefined && recorded.length === 0;
  if (isUnknown) return { remaining: [unasked(failure, sources, isLate)], going };
  const others = outside
    ? [
        ...strayContainers(outside, snapshot, isLate),
        ...otherResources(outside, { instances, hosts }, sources, isLate),
      ]
    : [];
  const remaining = [...recorded, ...others];
  // What nobody ends doesn't resist.
  if (barred === undefined) return { remaining, going };
  return { remaining: remaining.map(one => ({ ...one, why: barred, resists: false })), going: new Map() };
}

/** What happened and why. What it happened to is said beside it, and what to do is another matter. */
const wordsOf = ({ what, why }: ErrorValue) => [what, why].filter(Boolean).join(' ');

type IsLate = (key: string, afterMs?: number) => boolean;

function remainingInstance(
  instance: Instance,
  host: Host | undefined,
  { snapshot, waiting }: RemainsSources,
  isLate: IsLate,
): Remaining {
  const { id, name, state, error, containerId, expiresAt } = instance;
  const about = { name, instanceId: id, ...(host ? { hostId: host.id } : {}) };
  if (state !== 'deleting' && !error) {
    const until = expiresAt === undefined ? {} : { until: expiresAt };
    return { kind: 'instance', id, ...about, ...until, why: whenItEnds(instance), resists: false };
  }
  const subject = instanceSubject(id);
  const trouble = snapshot.troubles.get(subject);
  const silence = host && snapshot.listings.get(host.id)?.failure;
  const why = silence
    ? `${host.name} does not answer: ${wordsOf(silence.error)}`
    : trouble
      ? wordsOf(trouble.error)
      : (waiting.get(subject) ?? 'It was asked to end.');
  const resists = isLate(subject);
  const engineUrl = host?.engineUrl;
  return {
    kind: engineUrl ? 'container' : 'instance',
    id: containerId ?? id,
    ...about,
    why,
    resists,
    ...(engineUrl && resists ? { command: removeByHand(engineUrl, containerId, id) } : {}),
    ...(resists && mayBeRemoved(host, snapshot) ? { goesWithHost: true } : {}),
  };
}

/** True if an admin can remove the host, and hasn't. */
function mayBeRemoved(host: Host | undefined, { grows }: Snapshot): boolean {
  return grows && host !== undefined && host.phase !== 'removing' && host.wish?.what !== 'remove';
}

function whenItEnds({ state, broughtForward, expiresAt }: Instance): string {
  if (state === 'queueing') return 'It waits in the queue, which is refused.';
  if (state === 'provisioning') return 'It is being launched.';
  if (broughtForward) return 'It ends with the pool.';
  return expiresAt === undefined
    ? 'It has no end: it goes when somebody destroys it.'
    : 'It ends when its time is over.';
}

/** @param isHeldUp all that is on it resists */
function remainingHost(
  host: Host,
  isHeldUp: boolean,
  { snapshot, waiting, byHand }: RemainsSources,
  isLate: IsLate,
): Remaining {
  const { id: hostId, name, providerId } = host;
  const subject = hostSubject(hostId);
  const on = instancesOn(hostId, snapshot.instances).length;
  const resists = on > 0 ? isHeldUp : isLate(subject);
  const why =
    on === 0
      ? whyThere(host, snapshot, waiting.get(subject))
      : resists
        ? 'What runs on it does not end, and a machine is not given back with something on it.'
        : (waiting.get(subject) ?? `It goes when its ${on} instances have ended.`);
  if (!snapshot.grows || providerId === undefined) {
    return { kind: 'host', id: providerId ?? hostId, name, hostId, why, resists };
  }
  const machine = { kind: 'server' as const, id: providerId, name, hostId };
  const command = resists ? byHand({ ...machine, controllerId: '' }) : undefined;
  return { ...machine, why, resists, ...(command ? { command } : {}) };
}

/** Why a host is still there on which nothing is. */
function whyThere({ id, phase }: Host, snapshot: Snapshot, waiting: string | undefined): string {
  const trouble = snapshot.troubles.get(hostSubject(id));
  if (trouble) return wordsOf(trouble.error);
  const failure = snapshot.listings.get(id)?.failure;
  if (phase === 'draining' && failure) return `It does not answer: ${wordsOf(failure.error)}`;
  if (phase === 'removing') return 'The provider was asked to end it, and still has it.';
  return waiting ?? 'It is being given back.';
}

/** What a cloud has beside the hosts of the records: it goes with its host, after the last one, or as a leftover. */
function otherResources(
  { resources }: Outside,
  recorded: { instances: readonly Remaining[]; hosts: readonly Remaining[] },
  { snapshot, byHand }: RemainsSources,
  isLate: IsLate,
): Remaining[] {
  const holders = new Map(recorded.hosts.map(one => [one.hostId, one]));
  const machines = new Set(recorded.hosts.map(({ id }) => id));
  const all = [...recorded.instances, ...recorded.hosts];
  const areAllLate = all.every(({ resists }) => resists);
  return resources
    .filter(({ kind, id }) => kind !== 'server' || !machines.has(id))
    .map(resource => {
      const { kind, id, name, hostId } = resource;
      const holder = hostId === undefined ? undefined : holders.get(hostId);
      const [why, resists] = holder
        ? [`It goes with ${holder.name}.`, holder.resists]
        : hostId === undefined && all.length > 0
          ? ['It goes after the last host.', areAllLate]
          : [whyLeft(resource, snapshot), isLate(resourceKey(resource), LEFTOVER_RESISTS_AFTER_MS)];
      const command = resists ? byHand(resource) : undefined;
      return { kind, id, name, why, resists, ...(command ? { command } : {}) };
    });
}

function whyLeft(resource: Resource, { troubles }: Snapshot): string {
  if (resource.holdsLease) return 'It says whose the pool is, and goes last.';
  const trouble = troubles.get(resourceSubject(resource));
  if (trouble) return wordsOf(trouble.error);
  return 'It is still listed, and belongs to nothing any more; it is ended once that is certain.';
}

/** Containers with the pool's mark that no record knows. */
function strayContainers({ containers }: Outside, { instances }: Snapshot, isLate: IsLate): Remaining[] {
  const known = new Set(instances.map(({ id }) => id));
  return containers
    .filter(({ container }) => !known.has(container.marks.instance))
    .map(({ engineUrl, container: { containerId: id, name, marks } }) => {
      const resists = isLate(`container ${id}`);
      const command = resists ? { command: removeByHand(engineUrl, id, marks.instance) } : {};
      const why = 'It carries the mark of the pool and belongs to no instance.';
      return { kind: 'container', id, name, why, resists, ...command };
    });
}

/** Nothing is known to be left, and whether that is so can't be asked. */
function unasked(failure: ErrorValue, { snapshot }: RemainsSources, isLate: IsLate): Remaining {
  return {
    kind: 'host',
    id: snapshot.poolId,
    name: snapshot.poolName,
    why: `Nobody can say whether anything is left: ${wordsOf(failure)}`,
    resists: isLate('outside'),
  };
}
