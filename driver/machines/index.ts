export type { CheckedMachine } from './check';
export { createMachines, type Machines } from './machines';
