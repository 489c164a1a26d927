import { type MarkedContainer, removeByHand } from '../engine';
import type { ErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import { type Resource, resourceKey } from '../model/resource';
import type { Remaining } from '../model/shutdown';
import { instancesOn } from './ledger';
import { GRACE_MS } from './leftovers';
import { answers, hostSubject, instanceSubject, resourceSubject, type Snapshot } from './snapshot';

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
  const instances = snapshot.instances.map(one => remainingInstance(one, sources, isLate));
  const hosts = snapshot.hosts.map(host => remainingHost(host, instances, sources, isLate));
  const recorded = [...instances, ...hosts];
  const isUnknown = failure !== undefined && recorded.length === 0;
  if (isUnknown) return { remaining: [unasked(failure, sources, isLate)], going };
  const others = outside ? outsideOf(outside, recorded, sources, isLate) : [];
  const remaining = [...recorded, ...others];
  // What nobody ends doesn't resist.
  if (barred === undefined) return { remaining, going };
  return { remaining: remaining.map(one => ({ ...one, why: barred, resists: false })), going: new Map() };
}

/** What happened and why. What it happened to is said beside it, and what to do is another matter. */
const wordsOf = ({ what, why }: ErrorValue) => [what, why].filter(Boolean).join(' ');

type IsLate = (key: string, afterMs?: number) => boolean;

function remainingInstance(instance: Instance, sources: RemainsSources, isLate: IsLate): Remaining {
  const { snapshot, waiting } = sources;
  const { id, name, state, error, hostId, containerId, expiresAt } = instance;
  const host = snapshot.hosts.find(candidate => candidate.id === hostId);
  const about = { name, instanceId: id, ...(hostId === undefined ? {} : { hostId }) };
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
  };
}

function whenItEnds({ state, broughtForward, expiresAt }: Instance): string {
  if (state === 'queueing') return 'It waits in the queue, which is refused.';
  if (state === 'provisioning') return 'It is being launched.';
  if (broughtForward) return 'It ends with the pool.';
  return expiresAt === undefined
    ? 'It has no end: it goes when somebody destroys it.'
    : 'It ends when its time is over.';
}

function remainingHost(
  host: Host,
  instances: readonly Remaining[],
  sources: RemainsSources,
  isLate: IsLate,
): Remaining {
  const { snapshot, waiting, byHand } = sources;
  const { id: hostId, name, providerId, phase } = host;
  const subject = hostSubject(hostId);
  const trouble = snapshot.troubles.get(subject);
  const on = instancesOn(hostId, snapshot.instances).map(({ id }) => id);
  const resisting = instances.filter(({ instanceId, resists }) => resists && on.includes(instanceId ?? ''));
  const machine = snapshot.grows ? { kind: 'server' as const, id: providerId ?? hostId } : undefined;
  const isMachine = machine && providerId !== undefined;
  const base = { kind: isMachine ? machine.kind : ('host' as const), id: providerId ?? hostId, name, hostId };
  if (on.length > 0) {
    const resists = resisting.length === on.length;
    const why = resists
      ? 'What runs on it does not end, and a machine is not given back with something on it.'
      : (waiting.get(subject) ?? `It goes when its ${on.length} instances have ended.`);
    return { ...base, why, resists, ...commandOf(resists) };
  }
  const silence = phase === 'draining' && !answers(snapshot.listings.get(hostId));
  const failure = snapshot.listings.get(hostId)?.failure;
  const why = trouble
    ? wordsOf(trouble.error)
    : silence && failure
      ? `It does not answer: ${wordsOf(failure.error)}`
      : phase === 'removing'
        ? 'The provider was asked to end it, and still has it.'
        : (waiting.get(subject) ?? 'It is being given back.');
  const resists = isLate(subject);
  return { ...base, why, resists, ...commandOf(resists) };

  function commandOf(isWanted: boolean): { command?: string } {
    const command =
      isMachine && isWanted ? byHand({ ...machine, name, controllerId: '', hostId }) : undefined;
    return command ? { command } : {};
  }
}

/** What the outside world has beside what the records know: it goes with its host, or after the last one. */
function outsideOf(
  { resources, containers }: Outside,
  recorded: readonly Remaining[],
  { snapshot, byHand }: RemainsSources,
  isLate: IsLate,
): Remaining[] {
  const known = new Set(recorded.map(({ kind, id }) => resourceKey({ kind: kind as 'server', id })));
  const hosts = new Map(snapshot.hosts.map(host => [host.id, host]));
  const areAllLate = recorded.length > 0 && recorded.every(({ resists }) => resists);
  const others = resources.filter(resource => !known.has(resourceKey(resource)));
  const remaining = others.map((resource): Remaining => {
    const { kind, id, name, hostId } = resource;
    const host = hostId === undefined ? undefined : hosts.get(hostId);
    const holder = host && recorded.find(one => one.hostId === host.id && one.instanceId === undefined);
    const command = byHand(resource);
    const [why, resists] = holder
      ? [`It goes with ${holder.name}.`, holder.resists]
      : recorded.length > 0
        ? ['It goes after the last host.', areAllLate]
        : [whyLeft(resource, snapshot), isLate(resourceKey(resource), LEFTOVER_RESISTS_AFTER_MS)];
    return { kind, id, name, why, resists, ...(command && resists ? { command } : {}) };
  });
  const ids = new Set(recorded.map(({ id }) => id));
  for (const { engineUrl, container } of containers) {
    const { containerId, name, marks } = container;
    if (ids.has(containerId) || recorded.some(({ instanceId }) => instanceId === marks.instance)) continue;
    const resists = isLate(`container ${containerId}`);
    const command = resists ? { command: removeByHand(engineUrl, containerId, marks.instance) } : {};
    const why = 'It carries the mark of the pool and belongs to no instance.';
    remaining.push({ kind: 'container', id: containerId, name, why, resists, ...command });
  }
  return remaining;
}

function whyLeft(resource: Resource, { troubles }: Snapshot): string {
  const trouble = troubles.get(resourceSubject(resource));
  if (trouble) return wordsOf(trouble.error);
  return 'It is still listed, and belongs to nothing any more; it is ended once that is certain.';
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
