export type { Transport as CloudTransport } from 'openstack-ts';
export {
  type Clouds,
  type CloudTarget,
  createClouds,
  type DescribedClouds,
  type WantedConfig,
} from './clouds';
export type { OpenrcDraft } from './openrc';
