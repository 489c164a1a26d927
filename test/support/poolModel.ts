import type { MarkedContainer } from '../../driver/engine';
import type { Host } from '../../driver/model/host';
import type { Instance } from '../../driver/model/instance';
import { type PoolConfig, poolConfigSchema } from '../../driver/model/pool';
import { templateConfigSchema } from '../../driver/model/template';
import {
  type HostListing,
  type Observed,
  type Ruling,
  type Snapshot,
  subjectOf,
  type View,
} from '../../driver/pool/snapshot';
import type { Machine } from '../../driver/providers';

/** Builders of what a plan is made from, with sane defaults: one active host of 8 slots that answers. */

export const NOW = Date.UTC(2026, 0, 1);
/** The monotonic clock at the time of the plan. */
export const MONOTONIC = 1_000_000;

export const aConfig = (changes: Partial<PoolConfig> = {}): PoolConfig => poolConfigSchema.parse(changes);

export function aHost(changes: Partial<Host> = {}): Host {
  return {
    id: 'host',
    poolId: 'pool',
    name: 'this machine',
    phase: 'active',
    history: [],
    slots: 8,
    engineUrl: 'unix:///test.sock',
    createdAt: NOW - 3_600_000,
    ...changes,
  };
}

export function anInstance(changes: Partial<Instance> = {}): Instance {
  const id = changes.id ?? 'instance';
  return {
    id,
    name: `pb-${id}-the-amber`,
    poolId: 'pool',
    blueprintId: 'blueprint',
    config: templateConfigSchema.parse({ name: 'test', docker_image: 'lab/httpd', internal_port: 8080 }),
    userId: 'admin',
    requestId: `request-${id}`,
    state: 'queueing',
    warnings: [],
    route: 'a'.repeat(32),
    slots: 1,
    memoryMiB: 512,
    lifetimeMs: 3_600_000,
    unknown: false,
    log: [],
    createdAt: NOW - 1000,
    ...changes,
  };
}

export function running(changes: Partial<Instance> = {}): Instance {
  return anInstance({
    state: 'running',
    hostId: 'host',
    containerId: 'c',
    hostPort: 40_000,
    runningAt: NOW - 1000,
    expiresAt: NOW + 3_599_000,
    ...changes,
  });
}

export function aContainer(
  instance: string,
  changes: Partial<MarkedContainer> & { slots?: number; created?: number } = {},
): MarkedContainer {
  const { slots = 1, created = NOW - 600_000, ...rest } = changes;
  return {
    containerId: `c-${instance}`,
    name: `pb-${instance}-the-amber-12345678`,
    marks: {
      controller: 'controller',
      pool: 'pool',
      host: 'host',
      instance,
      blueprint: 'test',
      user: 'admin',
      slots,
      route: 'a'.repeat(32),
      port: 8080,
      created,
      lifetime: 3_600_000,
    },
    state: 'running',
    hostPort: 40_000,
    ...rest,
  };
}

/** Two listings in a row that showed the same, just now. */
export function seen(containers: MarkedContainer[], foreignSlots = 0): Observed<HostListing> {
  const value = { containers, foreignSlots };
  return {
    previous: { begun: MONOTONIC - 20_000, ended: MONOTONIC - 19_990, value },
    last: { begun: MONOTONIC - 5_000, ended: MONOTONIC - 4_990, value },
  };
}

/** The same, and then the engine didn't answer any more. */
export function away(observed: Observed<HostListing> = {}): Observed<HostListing> {
  const error = { kind: 'transient' as const, code: 'ENGINE_UNREACHABLE', what: 'It does not answer.' };
  return {
    ...observed,
    failure: { begun: observed.last?.ended ?? MONOTONIC - 1_000, ended: MONOTONIC - 990, error },
  };
}

export function aSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    poolId: 'pool',
    poolName: 'DockerDriver',
    hostLimits: { atLeast: 1, atMost: 1 },
    grows: false,
    launchSlots: 1,
    since: new Map(),
    hosts: [aHost()],
    instances: [],
    ended: new Set(),
    ours: new Set(['controller']),
    removed: new Map(),
    strays: new Map(),
    unwanted: new Set(),
    machines: {},
    resources: {},
    listings: new Map([['host', seen([])]]),
    roomForMachines: undefined,
    inFlight: new Map(),
    touched: new Map(),
    troubles: new Map(),
    trustFrom: 0,
    frozenAt: 0,
    monotonic: MONOTONIC,
    ...changes,
  };
}

/** A snapshot as a single rule sees it. */
export function aView(changes: Partial<Snapshot> = {}, config: Partial<PoolConfig> = {}, now = NOW): View {
  const snapshot = aSnapshot(changes);
  return {
    ...snapshot,
    config: aConfig(config),
    now,
    isFree: subject =>
      !snapshot.inFlight.has(subject) && (snapshot.troubles.get(subject)?.retryAt ?? 0) <= snapshot.monotonic,
  };
}

/** What a rule wants done, as `type subject`. */
export function wanted({ actions = [] }: Ruling): string[] {
  return actions.map(action => `${action.type} ${subjectOf(action)}`);
}

export function listed(...containers: MarkedContainer[]) {
  return { listings: new Map([['host', seen(containers)]]) };
}

/** One of many, on the machine that its provider lists of it. */
export const oneHost = (id: string, changes: Partial<Host> = {}): Host =>
  aHost({ id, name: id, providerId: `m-${id}`, ...changes });

/** That machine. */
export const itsMachine = (hostId: string, changes: Partial<Machine> = {}): Machine => ({
  ...{ hostId, providerId: `m-${hostId}`, controllerId: 'controller', state: 'running' },
  engineUrl: `sim://${hostId}`,
  ...changes,
});

/** Hosts are in their phases for so long (ms), and where said as long without anything on them. */
export const forLong = (hosts: readonly Host[], ms: number, isIdle = false): Snapshot['since'] => {
  const times = { phase: MONOTONIC - ms, ...(isIdle ? { idle: MONOTONIC - ms } : {}) };
  return new Map(hosts.map(({ id }) => [id, times]));
};

/** A pool of many hosts whose provider lists a running machine for each host that should have one. */
export function manyHosts(hosts: Host[], changes: Partial<Snapshot> = {}): Partial<Snapshot> {
  const value = hosts.filter(({ phase }) => phase !== 'spawning').map(({ id }) => itsMachine(id));
  const answer = { begun: MONOTONIC - 5_000, ended: MONOTONIC - 4_900, value };
  return {
    grows: true,
    hostLimits: { atLeast: 0, atMost: 10_000 },
    hosts,
    machines: { last: answer, previous: { ...answer, begun: MONOTONIC - 20_000, ended: MONOTONIC - 19_900 } },
    listings: new Map(hosts.map(({ id, phase }) => [id, phase === 'spawning' ? {} : seen([])])),
    ...changes,
  };
}
