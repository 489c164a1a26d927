export { type InstanceEnds, readEnds, writeEnds } from './ends';
export type * from './port';
export { prepareOver } from './prepare';
export { preparationVersion } from './scripts';
