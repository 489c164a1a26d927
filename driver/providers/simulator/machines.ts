import type { ContainerSpec } from '../../engine';
import type { Flavor } from './config';

/** A machine of the simulated cloud: when what happens to it, in ms of the simulation. Its state follows from that. */
export interface SimulatedMachine {
  /** `simulated-7`; never given to two. */
  readonly providerId: string;
  /** The marks in the call that asked for it. */
  readonly poolId: string;
  readonly hostId: string;
  readonly controllerId: string;
  readonly flavor: Flavor;
  readonly askedAt: number;
  runsAt: number;
  engineAt: number;
  /** It fails then, if it is still there; infinite: never. */
  failsAt: number;
  /** Its end was asked for and accepted. */
  endedAt: number;
  goneAt: number;
  /** What its engine holds. */
  readonly images: Set<string>;
  readonly containers: Map<string, SimulatedContainer>;
  /** How many containers were ever made on it. */
  made: number;
}

export interface SimulatedContainer {
  readonly containerId: string;
  readonly machineId: string;
  readonly name: string;
  readonly spec: ContainerSpec;
  /** Counts the containers of its machine. */
  readonly number: number;
  readonly createdAt: number;
  startedAt: number;
  /** Its port answers from then on. */
  readyAt: number;
  endsAt: number;
  exitCode: number;
}

export type MachineState = 'absent' | 'building' | 'running' | 'failed' | 'gone';

export function stateOf(machine: SimulatedMachine, at: number): MachineState {
  if (machine.goneAt <= at) return 'gone';
  if (machine.askedAt > at) return 'absent';
  if (machine.failsAt <= at) return 'failed';
  return machine.runsAt <= at ? 'running' : 'building';
}

/** True while its engine answers. */
export function isUp(machine: SimulatedMachine, at: number): boolean {
  return machine.engineAt <= at && at < Math.min(machine.failsAt, machine.endedAt, machine.goneAt);
}

export function containerState(container: SimulatedContainer, at: number): 'created' | 'running' | 'ended' {
  if (container.startedAt > at) return 'created';
  return container.endsAt > at ? 'running' : 'ended';
}
