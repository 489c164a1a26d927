export type { Transport as CloudTransport } from 'openstack-ts';
export { createClouds } from './clouds';
export type * from './port';
