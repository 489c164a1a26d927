import type { Host } from '../../driver/model/host';
import type { Simulator } from '../../driver/providers';
import type { WorldEvent } from '../../driver/providers/simulator';
import type { Stage } from './stage';

/** What must hold of the cloud, at every moment and at the end. */
export interface Watch {
  /** How many machines there may be at a time. */
  limit: number;
  /** What was wrong on the way. */
  readonly wrong: string[];
  onEvent(simulator: Simulator, event: WorldEvent): void;
  /** Called at each write of a host: what has happened to it is not undone. */
  onHost(before: Host | undefined, after: Host | undefined): void;
  /** @throws Error with what was wrong on the way */
  check(): void;
  /** What is out there has a record, and what is recorded is there. @throws Error */
  compare(stage: Stage): void;
  /** Nothing of ours is left. @throws Error */
  isEmpty(simulator: Simulator): void;
}

const CHANGES = new Set(['machine asked for', 'container made']);

export function watchWorld(): Watch {
  const wrong: string[] = [];
  const watch: Watch = {
    limit: 1,
    wrong,
    onEvent({ world }, { what, at }) {
      if (!CHANGES.has(what)) return;
      const machines = world.machines().filter(({ endedAt }) => endedAt > at);
      if (machines.length > watch.limit) wrong.push(`${at}: ${machines.length} machines at a time`);
      for (const { hostId } of doubled(machines, ({ hostId }) => hostId))
        wrong.push(`${at}: two machines for ${hostId}`);
      const containers = machines.flatMap(machine => [...machine.containers.values()]);
      for (const { spec } of doubled(containers, ({ spec }) => spec.marks.instance))
        wrong.push(`${at}: two containers for ${spec.marks.instance}`);
    },
    onHost(before, after) {
      if (!before || !after || after.history.length >= before.history.length) return;
      wrong.push(`${after.id}: from ${before.phase} back to ${after.phase}, as if nothing had been`);
    },
    check() {
      if (wrong.length > 0) throw new Error(wrong.join('; '));
    },
    compare({ rockpool: { store }, simulator }) {
      const machines = simulator.world.machines();
      const hosts = store.hosts.all().filter(({ phase }) => phase !== 'removed');
      same(
        'machines',
        machines.map(({ hostId }) => hostId),
        hosts.map(({ id }) => id),
      );
      const things = simulator.world.things.at(simulator.world.now());
      same(
        'volumes',
        things.flatMap(({ hostId }) => (hostId === undefined ? [] : [hostId])),
        hosts.map(({ id }) => id),
      );
      same(
        'containers',
        machines.flatMap(({ containers }) => [...containers.values()].map(({ spec }) => spec.marks.instance)),
        store.instances
          .all()
          .filter(({ state }) => state === 'running' || state === 'provisioning')
          .map(({ id }) => id),
      );
    },
    isEmpty(simulator) {
      const { world } = simulator;
      const machines = world.machines().map(({ hostId }) => hostId);
      const things = world.things.at(world.now()).map(({ name }) => name);
      same('things after the shutdown', [...machines, ...things], []);
    },
  };
  return watch;
}

function same(what: string, found: string[], recorded: string[]): void {
  const [one, other] = [found, recorded].map(all => [...all].sort().join(' '));
  if (one !== other) throw new Error(`${what}: out there "${one}", recorded "${other}"`);
}

/** The second and further ones of what should be there once. */
function doubled<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const seen = new Set<string>();
  return all.filter(one => {
    const key = keyOf(one);
    const isSecond = seen.has(key);
    seen.add(key);
    return isSecond;
  });
}
