import { makeContainer, removeContainer, startContainer } from '../../driver/providers/simulator/containers';
import { isUp, type SimulatedMachine } from '../../driver/providers/simulator/machines';
import { pick } from './events';
import { imageId, POOL_ID } from './samples';
import type { Scene } from './scene';

/** Marks of things in the simulated cloud that belong to somebody else. */
export const FOREIGN = 'somebody-else';

/** True if a mark is somebody else's, and nobody has taken the pool over from them. */
export function isForeign(controller: string, { simulator }: Scene): boolean {
  const lease = simulator.world.leases.read(POOL_ID);
  return controller === FOREIGN && !lease?.predecessors.includes(FOREIGN);
}

/** Machines of another pool, which must outlive everything. */
export function plantForeign({ simulator }: Scene): void {
  const { flavors, quota } = simulator.config;
  simulator.configure({ quota: 100 });
  const [flavor] = flavors;
  for (const number of [1, 2]) {
    simulator.world.create({
      poolId: FOREIGN,
      controllerId: FOREIGN,
      hostId: `${FOREIGN}-${number}`,
      flavor: flavor?.name,
    });
  }
  simulator.configure({ quota });
}

/** @returns what is missing of it */
export function missingForeign({ simulator }: Scene): string[] {
  const there = new Set(simulator.world.machines().map(({ hostId }) => hostId));
  return [`${FOREIGN}-1`, `${FOREIGN}-2`].filter(id => !there.has(id));
}

const goingByTheirOwner = new Set<string>();

/** True while somebody else removes a container of their own. */
export function isTakenAway(containerId: string): boolean {
  return goingByTheirOwner.has(containerId);
}

/** Somebody else starts a container on one of our hosts. */
export function intrude({ simulator, book, clock }: Scene, lot: number): void {
  const { world } = simulator;
  const active = oursUp(simulator).filter(({ hostId }) => book.hosts.get(hostId)?.phase === 'active');
  const machine = pick(active, lot);
  if (!machine) return;
  const id = `${FOREIGN}-${clock.monotonic()}`;
  const marks = {
    controller: FOREIGN,
    pool: machine.poolId,
    host: machine.hostId,
    instance: id,
    blueprint: 'other',
    user: 'bob',
    slots: 1,
    route: id,
    port: 80,
    created: simulator.clock.now(),
    lifetime: 0,
  };
  const spec = { name: id, imageId, marks, command: [], environment: {}, port: 80, memoryMiB: 512 };
  startContainer(world, machine, makeContainer(world, machine, id, spec));
}

/** True of a host of ours with something of somebody else on it: it stays as long as that does. */
export function isIntrudedOn(hostId: string, { simulator }: Scene): boolean {
  const there = oursUp(simulator).filter(machine => machine.hostId === hostId);
  return there.some(({ containers }) =>
    [...containers.values()].some(({ spec }) => spec.marks.controller === FOREIGN),
  );
}

/** Somebody else takes away what they have on our hosts. */
export function withdraw({ simulator }: Scene): void {
  const { world } = simulator;
  for (const machine of oursUp(simulator)) {
    for (const container of [...machine.containers.values()]) {
      if (container.spec.marks.controller !== FOREIGN) continue;
      goingByTheirOwner.add(container.containerId);
      removeContainer(world, machine, container);
      goingByTheirOwner.delete(container.containerId);
    }
  }
}

function oursUp({ world }: Scene['simulator']): SimulatedMachine[] {
  return world.machines().filter(machine => machine.poolId !== FOREIGN && isUp(machine, world.now()));
}
