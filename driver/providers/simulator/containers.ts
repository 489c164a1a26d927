import type { ContainerSpec } from '../../engine';
import { containerState, isUp, type SimulatedContainer, type SimulatedMachine } from './machines';
import type { World } from './world';

/** What the engine of a simulated machine does with images and containers; at once, as all that is done in the world. */

const NEVER = Number.POSITIVE_INFINITY;
const KILLED = 137;
const ID_BYTES = 32;

export function addImages(world: World, machine: SimulatedMachine, imageIds: readonly string[]): void {
  for (const id of imageIds) machine.images.add(id);
  world.tell('images loaded', machine.providerId, machine);
}

export function makeContainer(
  world: World,
  machine: SimulatedMachine,
  name: string,
  spec: ContainerSpec,
): SimulatedContainer {
  machine.made += 1;
  const container: SimulatedContainer = {
    containerId: world.newId(ID_BYTES),
    machineId: machine.providerId,
    name,
    spec: structuredClone(spec),
    number: machine.made,
    createdAt: world.now(),
    startedAt: NEVER,
    readyAt: NEVER,
    endsAt: NEVER,
    exitCode: 0,
  };
  machine.containers.set(container.containerId, container);
  world.tell('container made', container.containerId, machine);
  return container;
}

/** It may end by itself at once, by the settings' failure rates. One that runs is left as it is. */
export function startContainer(world: World, machine: SimulatedMachine, container: SimulatedContainer): void {
  const { startMs, failureRates } = world.config();
  const now = world.now();
  if (containerState(container, now) === 'running') return;
  container.startedAt = now;
  const takes = world.draw(startMs);
  const ends = world.happens(failureRates.app);
  container.readyAt = ends ? NEVER : now + takes;
  container.endsAt = ends ? now + takes : NEVER;
  container.exitCode = ends ? 1 : 0;
  world.tell('container started', container.containerId, machine);
  world.changed(machine);
  world.changesAt(machine, container.endsAt);
}

/** It ends without anybody of us having asked for it. */
export function endContainer(world: World, machine: SimulatedMachine, container: SimulatedContainer): void {
  container.endsAt = Math.min(container.endsAt, world.now());
  container.exitCode = KILLED;
  world.tell('container ended', container.containerId, machine);
  world.changed(machine);
}

export function removeContainer(
  world: World,
  machine: SimulatedMachine,
  { containerId }: SimulatedContainer,
): void {
  machine.containers.delete(containerId);
  world.tell('container removed', containerId, machine);
  world.changed(machine);
}

/** True while its port answers. */
export function answers(world: World, container: SimulatedContainer): boolean {
  const now = world.now();
  const machine = world.machine(container.machineId);
  const isThere = machine && isUp(machine, now) && machine.containers.has(container.containerId);
  return Boolean(isThere) && container.readyAt <= now && containerState(container, now) === 'running';
}
