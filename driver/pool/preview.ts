import { endUnder } from '../model/broughtForward';
import { costPerHour } from '../model/cost';
import type { Host } from '../model/host';
import type { Instance } from '../model/instance';
import type { PoolConfig } from '../model/pool';
import type { Machine } from '../providers';
import type { LeaseKnown } from './lease';
import { plan } from './plan';
import { IDLE_MS } from './rules/dropSurplus';
import type { Action, HostListing, HostTimes, Observed, Seen, Snapshot } from './snapshot';
import { SPARE } from './troubles';

/** What a pool would do under changed settings until nothing is left to do. */
export interface Preview {
  /** Hosts that would be asked for, by flavor. */
  spawn: { flavor: string; slots: number; count: number }[];
  /** How many of them would be copied before they serve, and are not needed beyond that. */
  spares: number;
  /** Ids of hosts that would take no more instances, and go once those on them have ended. */
  drain: string[];
  /** Ids of hosts that would be removed. */
  remove: string[];
  /** Ids of instances that would be placed. */
  launch: string[];
  /** Ids of instances that would be ended or refused. */
  end: string[];
  hosts: { before: number; after: number };
  /** Of all hosts that take instances, or will. */
  slots: { before: number; after: number };
  /** What all hosts cost an hour, each side where it is known. */
  costPerHour: { before?: number | undefined; after?: number | undefined };
  /** What would still not be as it should, in words. */
  blocked: string[];
}

/** Planning ends by then, also where two rules should never agree. */
const MOST_ROUNDS = 100;

/** What is left when a plan changes nothing any more. */
export interface Settled {
  world: Snapshot;
  /** False: planning went round in circles. */
  settled: boolean;
  launched: Set<string>;
  ended: Set<string>;
  /** How many of the hosts that were asked for are spare. */
  spares: number;
  /** What the pool as a whole still waits for, in words. */
  blocked: string[];
}

/**
 * What the pool would do under these settings.
 * @param before the settings that it has
 */
export function preview(
  config: PoolConfig,
  snapshot: Snapshot,
  now: number,
  before: PoolConfig = config,
): Preview {
  const settled = settle(config, snapshot, now);
  const cost = {
    before: costPerHour(before, snapshot.hosts),
    after: costPerHour(config, settled.world.hosts),
  };
  return { ...summary(snapshot, settled), costPerHour: cost };
}

/**
 * Plans again and again with calls assumed to succeed at once, until a plan changes nothing any more. Time stands
 * still, except that what is idle has been so for long.
 */
export function settle(config: PoolConfig, snapshot: Snapshot, now: number): Settled {
  let world = begin(snapshot);
  const launched = new Set<string>();
  const ended = new Set<string>();
  let blocked: string[] = [];
  let spares = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const made = plan(config, world, now);
    blocked = made.blocked.filter(({ subject }) => subject === 'pool').map(({ reason }) => reason);
    for (const action of made.actions) {
      if (action.type === 'createHost' && action.isSpare) spares += 1;
      if (action.type === 'launch') launched.add(action.instanceId);
      if (action.type === 'end' || action.type === 'doom') ended.add(action.instanceId);
    }
    const after = made.actions.reduce((before, action) => apply(action, before, config), world);
    if (after === world) return { world, settled: true, launched, ended, spares, blocked };
    world = after;
  }
  return { world, settled: false, launched, ended, spares, blocked };
}

function begin(snapshot: Snapshot): Snapshot {
  const longAgo = snapshot.monotonic - IDLE_MS;
  // What an engine would be asked again is answered as it was last.
  const phaseOf = (id: string, { phase }: HostTimes) =>
    Math.min(phase, snapshot.listings.get(id)?.last?.begun ?? phase);
  const since = [...snapshot.since].map(([id, times]) => [
    id,
    { phase: phaseOf(id, times), idle: times.idle === undefined ? undefined : Math.min(times.idle, longAgo) },
  ]) as [string, Snapshot['since'] extends ReadonlyMap<string, infer Times> ? Times : never][];
  const { failure: _, ...answered } = snapshot.machines;
  const nobody = { begun: snapshot.monotonic, ended: snapshot.monotonic, value: [] };
  return {
    ...snapshot,
    machines: answered.last ? answered : { last: nobody },
    since: new Map(since),
    inFlight: new Map(),
    // A spare host of which no copy came is not what the settings lack.
    troubles: new Map([...snapshot.troubles].filter(([subject]) => subject === SPARE)),
    roomForMachines: undefined,
    lease: snapshot.lease && withoutPast(snapshot.lease, snapshot.monotonic),
    // What a call has just changed is seen at once.
    touched: new Map(),
  };
}

function apply(action: Action, world: Snapshot, config: PoolConfig): Snapshot {
  switch (action.type) {
    case 'createHost':
      return withNewHost(action, world, config);
    case 'moveHost':
      return withHost(action.hostId, { ...action.changes, phase: action.to }, world);
    case 'prepareHost':
      return prepared(action.hostId, world);
    case 'noteHost':
      return withHost(action.hostId, action.changes, world);
    case 'destroyHost':
      return withoutHost(action.hostId, world);
    case 'launch':
      return withInstance(action.instanceId, { state: 'running', hostId: action.hostId }, world);
    case 'setEnd':
      return withEnd(action.instanceId, action.endsAt, world);
    case 'end':
    case 'doom':
    case 'remove':
      return withoutInstance(action.instanceId, world);
    default:
      return world;
  }
}

/** Its machine is listed no more: it takes no place among DD_MAX_HOSTS. */
function withoutHost(gone: string, world: Snapshot): Snapshot {
  const { machines } = world;
  const without = (seen: Seen<readonly Machine[]> | undefined) =>
    seen && { ...seen, value: seen.value.filter(({ hostId }) => hostId !== gone) };
  const [last, previous] = [without(machines.last), without(machines.previous)];
  const host = world.hosts.find(({ id }) => id === gone);
  return {
    ...world,
    hosts: world.hosts.filter(({ id }) => id !== gone),
    machines: { ...machines, ...(last ? { last } : {}), ...(previous ? { previous } : {}) },
    removed: new Map([...world.removed, ...(host ? [[gone, host] as const] : [])]),
  };
}

/** An order to prepare it is carried out with that. */
function prepared(id: string, world: Snapshot): Snapshot {
  const wish = world.hosts.find(host => host.id === id)?.wish;
  return withHost(id, { phase: 'active', wish: wish?.what === 'prepare' ? undefined : wish }, world);
}

function withHost(id: string, changes: Partial<Host>, world: Snapshot): Snapshot {
  return { ...world, hosts: world.hosts.map(host => (host.id === id ? { ...host, ...changes } : host)) };
}

function withInstance(id: string, changes: Partial<Instance>, world: Snapshot): Snapshot {
  const instances = world.instances.map(one => (one.id === id ? { ...one, ...changes } : one));
  // No listing shows its container yet, so that none says that it is gone.
  return { ...world, instances, touched: new Map(world.touched).set(id, world.monotonic) };
}

function withEnd(id: string, endsAt: number | undefined, world: Snapshot): Snapshot {
  const set = (one: Instance) => (one.id === id ? { ...one, ...endUnder(one, endsAt) } : one);
  return { ...world, instances: world.instances.map(set) };
}

function withoutInstance(id: string, world: Snapshot): Snapshot {
  const hostId = world.instances.find(one => one.id === id)?.hostId ?? '';
  const { last, failure } = world.listings.get(hostId) ?? {};
  const instances = world.instances.filter(one => one.id !== id);
  if (!last) return { ...world, instances };
  const containers = last.value.containers.filter(({ marks }) => marks.instance !== id);
  const seen = { ...last, value: { ...last.value, containers } };
  const listing = { last: seen, previous: seen, ...(failure ? { failure } : {}) };
  return { ...world, instances, listings: new Map(world.listings).set(hostId, listing) };
}

function withNewHost(
  { flavor, slots = 0, isSpare }: Action & { type: 'createHost' },
  world: Snapshot,
  config: PoolConfig,
): Snapshot {
  const id = `new ${world.hosts.length} ${world.listings.size}`;
  const host: Host = {
    id,
    poolId: world.poolId,
    name: id,
    phase: 'active',
    history: [],
    slots: slots || (config.localSlots ?? 0),
    createdAt: 0,
    ...(flavor === undefined ? {} : { flavor }),
  };
  const seen = { begun: world.monotonic, ended: world.monotonic, value: { containers: [], foreignSlots: 0 } };
  const listing: Observed<HostListing> = { last: seen, previous: seen };
  return {
    ...world,
    hosts: [...world.hosts, host],
    listings: new Map(world.listings).set(id, listing),
    // The copy for which it was asked is there.
    ...(isSpare ? { copying: undefined } : {}),
  };
}

function summary(
  before: Snapshot,
  { world: after, launched, ended, spares, blocked }: Settled,
): Omit<Preview, 'costPerHour'> {
  const old = new Map(before.hosts.map(host => [host.id, host]));
  const left = new Map(after.hosts.map(host => [host.id, host]));
  const spawn = new Map<string, Preview['spawn'][number]>();
  for (const { id, flavor = '', slots } of after.hosts) {
    if (old.has(id)) continue;
    const count = (spawn.get(flavor)?.count ?? 0) + 1;
    spawn.set(flavor, { flavor, slots, count });
  }
  const goes = ({ phase }: Host) => phase === 'draining' || phase === 'removing';
  const slotsOf = (hosts: readonly Host[]) =>
    hosts.filter(host => !goes(host)).reduce((sum, { slots }) => sum + slots, 0);
  return {
    spawn: [...spawn.values()],
    spares,
    drain: after.hosts.filter(host => goes(host) && old.has(host.id)).map(({ id }) => id),
    remove: before.hosts.filter(({ id }) => !left.has(id)).map(({ id }) => id),
    launch: [...launched],
    end: [...ended],
    hosts: { before: before.hosts.length, after: after.hosts.length },
    slots: { before: slotsOf(before.hosts), after: slotsOf(after.hosts) },
    blocked,
  };
}

/** As if nobody had ever had the pool before. */
function withoutPast({ anothersUntil: _, ...lease }: LeaseKnown, monotonic: number): LeaseKnown {
  const { wanted, seen, heldAt } = lease;
  const isAnothers = seen?.lease !== undefined && seen.lease.releasedAt === undefined;
  // Given back while there is nothing to do, it is had as soon as there is.
  const isToBeHad = !wanted && heldAt === undefined && !isAnothers;
  return {
    ...lease,
    settledFrom: 0,
    ...(isToBeHad ? { wanted: true, heldAt: monotonic, writesFrom: 0 } : {}),
  };
}
