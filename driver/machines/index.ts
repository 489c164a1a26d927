export type { CheckedMachine } from './check';
export { followEnds } from './ends';
export { createKeptEnds } from './keptEnds';
export { createMachines, type Machines } from './machines';
