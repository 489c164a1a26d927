export type { CheckedMachine } from './check';
export { followEnds } from './ends';
export { createMachines, type Machines } from './machines';
