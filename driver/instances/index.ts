export { createInstances, type InstanceWork } from './instances';
export type * from './port';
export { followRoutes } from './routes';
export { setBackBy } from './time';
