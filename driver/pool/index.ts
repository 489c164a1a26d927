export type { NewPool } from './createPool';
export { launchable } from './launchSizes';
export { poolIdOf } from './poolId';
export { createPools, type PoolsDependencies } from './pools';
export type * from './port';
