export type { NewPool } from './createPool';
export { launchable } from './launchSizes';
export { createPools, type PoolsDependencies } from './pools';
export type * from './port';
