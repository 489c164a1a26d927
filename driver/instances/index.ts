export type { Neighbours } from './feeding';
export { createInstances, type InstanceWork } from './instances';
export { hostIdOf } from './keys';
export type * from './port';
export { followRoutes } from './routes';
export { setBackBy } from './time';
