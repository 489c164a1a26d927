import type { Host } from '../../driver/model/host';
import type { Instance } from '../../driver/model/instance';
import type { PoolConfig } from '../../driver/model/pool';
import type { Diff } from '../../driver/model/state';
import type { World, WorldEvent } from '../../driver/providers/simulator';
import type { SimulatedContainer, SimulatedMachine } from '../../driver/providers/simulator/machines';

/** A container of the simulated cloud, also once it is gone. */
export interface KnownContainer {
  container: SimulatedContainer;
  machine: SimulatedMachine;
  removed: boolean;
}

/** What those who check remember, beside what the driver has stored: it outlives crashes and lost states. */
export interface Book {
  readonly containers: ReadonlyMap<string, KnownContainer>;
  /** All that there ever were. */
  readonly machines: ReadonlySet<SimulatedMachine>;
  /** As they were last committed, by whomever. */
  readonly hosts: ReadonlyMap<string, Host>;
  readonly instances: ReadonlyMap<string, Instance>;
  /** As one controller last committed them. */
  recordsOf(controllerId: string): Records;
  /** Settings that were in force within the time that a call may take. */
  recentConfigs(): PoolConfig[];
  /** Instances that somebody wanted to end. */
  readonly unwanted: Set<string>;
  /** Hosts that an admin wanted to go with what is on them. */
  readonly condemned: Set<string>;
  /** The most slots that a host had at any moment since then, by the records of one controller: another is not told. */
  slotsSince(hostId: string, controllerId: string, since: number): number | undefined;
  /** Since when one controller has had a host in its phase, as it last committed it. */
  phaseSince(hostId: string, controllerId: string): number | undefined;
  /** When and on what an instance was given its place on the host where it is now. */
  placeOf(instanceId: string): Place | undefined;
  /** One controller has been told what is on a host, by a listing that began then. */
  noteListing(hostId: string, controllerId: string, begun: number): void;
  /** When the last of those began. */
  lastListing(hostId: string | undefined, controllerId: string): number | undefined;
  /** When an engine last answered one controller, in the time that the controller was awake. */
  lastAnswer(hostId: string, controllerId: string): number | undefined;
  noteAnswer(hostId: string, controllerId: string, awakeMs: number): void;
  onWorld(event: WorldEvent, world: World): void;
  onCommit(diff: Diff, controllerId: string): void;
  /** The state was lost: what the records said is no more. */
  forgetRecords(controllerId: string): void;
}

export interface Place {
  hostId: string | undefined;
  at: number;
  /** When the last listing began that whoever placed it had of the host; absent: there was none. */
  listed: number | undefined;
}

export interface Records {
  readonly hosts: Map<string, Host>;
  readonly instances: Map<string, Instance>;
}

/** A call takes effect at the latest so long (ms) after it was planned, with the round before it. */
const RECENT_MS = 40_000;

export function createBook(now: () => number): Book {
  const containers = new Map<string, KnownContainer>();
  const machines = new Set<SimulatedMachine>();
  const hosts = new Map<string, Host>();
  const instances = new Map<string, Instance>();
  const records = new Map<string, Records>();
  const slots = new Map<string, { from: number; slots: number }[]>();
  const phases = new Map<string, { from: number; phase: Host['phase'] }>();
  const places = new Map<string, Place>();
  const listings = new Map<string, number>();
  const answers = new Map<string, number>();
  const current = new Map<string, { until: number; config: PoolConfig }>();
  let configs: { until: number; config: PoolConfig }[] = [];

  function recordsOf(controllerId: string): Records {
    const known = records.get(controllerId) ?? { hosts: new Map(), instances: new Map() };
    records.set(controllerId, known);
    return known;
  }

  const keyOf = (hostId: string | undefined, controllerId: string) => `${controllerId} ${hostId}`;

  function noteHost(host: Host, controllerId: string): void {
    const key = keyOf(host.id, controllerId);
    const all = slots.get(key) ?? [];
    if (all.at(-1)?.slots !== host.slots) slots.set(key, [...all, { from: now(), slots: host.slots }]);
    if (phases.get(key)?.phase !== host.phase) phases.set(key, { from: now(), phase: host.phase });
  }
  function notePlace({ id, hostId }: Instance, controllerId: string): void {
    if (places.get(id)?.hostId === hostId) return;
    places.set(id, { hostId, at: now(), listed: listings.get(keyOf(hostId, controllerId)) });
  }

  return {
    recordsOf,
    containers,
    machines,
    hosts,
    instances,
    unwanted: new Set(),
    condemned: new Set(),
    recentConfigs() {
      configs = configs.filter(({ until }) => until > now() - RECENT_MS);
      return configs.map(({ config }) => config);
    },
    slotsSince(hostId, controllerId, since) {
      const all = slots.get(keyOf(hostId, controllerId)) ?? [];
      const then = all.findLastIndex(({ from }) => from <= since);
      const counted = all.slice(Math.max(0, then)).map(one => one.slots);
      return counted.length === 0 ? undefined : Math.max(...counted);
    },
    placeOf: instanceId => places.get(instanceId),
    phaseSince: (hostId, controllerId) => phases.get(keyOf(hostId, controllerId))?.from,
    noteListing: (hostId, controllerId, begun) => void listings.set(keyOf(hostId, controllerId), begun),
    lastListing: (hostId, controllerId) => listings.get(keyOf(hostId, controllerId)),
    lastAnswer: (hostId, controllerId) => answers.get(keyOf(hostId, controllerId)),
    noteAnswer: (hostId, controllerId, awakeMs) => void answers.set(keyOf(hostId, controllerId), awakeMs),
    onWorld({ what, about }, world) {
      const asked = what === 'machine asked for' ? world.machine(about) : undefined;
      if (asked) machines.add(asked);
      const known = containers.get(about);
      if (what === 'container removed' && known) known.removed = true;
      if (what !== 'container made') return;
      for (const machine of world.machines()) {
        const container = machine.containers.get(about);
        if (container) containers.set(about, { container, machine, removed: false });
      }
    },
    onCommit(diff, controllerId) {
      const own = recordsOf(controllerId);
      for (const host of Object.values(diff.hosts?.put ?? {})) noteHost(host, controllerId);
      for (const one of Object.values(diff.instances?.put ?? {})) notePlace(one, controllerId);
      for (const known of [{ hosts, instances }, own]) {
        for (const host of Object.values(diff.hosts?.put ?? {})) known.hosts.set(host.id, host);
        for (const id of diff.hosts?.removed ?? []) known.hosts.delete(id);
        for (const one of Object.values(diff.instances?.put ?? {})) known.instances.set(one.id, one);
        for (const id of diff.instances?.removed ?? []) known.instances.delete(id);
      }
      for (const { config } of Object.values(diff.pools?.put ?? {})) {
        const last = current.get(controllerId);
        if (last?.config === config) continue;
        if (last) last.until = now();
        const next = { until: Number.POSITIVE_INFINITY, config };
        current.set(controllerId, next);
        configs.push(next);
      }
    },
    forgetRecords(controllerId) {
      records.delete(controllerId);
    },
  };
}
