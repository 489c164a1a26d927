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
  /** As they were last committed. */
  readonly hosts: ReadonlyMap<string, Host>;
  readonly instances: ReadonlyMap<string, Instance>;
  /** Settings that were in force within the time that a call may take. */
  recentConfigs(): PoolConfig[];
  /** Instances that somebody wanted to end. */
  readonly unwanted: Set<string>;
  /** Hosts that an admin wanted to go with what is on them. */
  readonly condemned: Set<string>;
  /** When an engine last answered a call, in the time that its caller was awake. */
  lastAnswer(hostId: string): number | undefined;
  noteAnswer(hostId: string, awakeMs: number): void;
  onWorld(event: WorldEvent, world: World): void;
  onCommit(diff: Diff): void;
  /** The state was lost: what the records said is no more. */
  forgetRecords(): void;
}

/** A call takes effect at the latest so long (ms) after it was planned, with the round before it. */
const RECENT_MS = 40_000;

export function createBook(now: () => number): Book {
  const containers = new Map<string, KnownContainer>();
  const machines = new Set<SimulatedMachine>();
  const hosts = new Map<string, Host>();
  const instances = new Map<string, Instance>();
  const answers = new Map<string, number>();
  let configs: { until: number; config: PoolConfig }[] = [];

  return {
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
    lastAnswer: hostId => answers.get(hostId),
    noteAnswer: (hostId, awakeMs) => void answers.set(hostId, awakeMs),
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
    onCommit(diff) {
      for (const host of Object.values(diff.hosts?.put ?? {})) hosts.set(host.id, host);
      for (const id of diff.hosts?.removed ?? []) hosts.delete(id);
      for (const instance of Object.values(diff.instances?.put ?? {})) instances.set(instance.id, instance);
      for (const id of diff.instances?.removed ?? []) instances.delete(id);
      for (const { config } of Object.values(diff.pools?.put ?? {})) {
        const last = configs.at(-1);
        if (last?.config === config) continue;
        if (last) last.until = now();
        configs.push({ until: Number.POSITIVE_INFINITY, config });
      }
    },
    forgetRecords() {
      hosts.clear();
      instances.clear();
    },
  };
}
