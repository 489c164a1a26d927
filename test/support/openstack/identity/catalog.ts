import type { Cloud } from '../cloud';

/** One service of the catalog. */
export interface CatalogEntry {
  type: string;
  name: string;
  /** After the cloud's address; `:project` is the project's id. */
  endpoint: string;
}

const ENTRIES: readonly CatalogEntry[] = [
  { type: 'block-storage', name: 'cinder', endpoint: '/volume/v3/:project' },
  { type: 'network', name: 'neutron', endpoint: '/network' },
  { type: 'identity', name: 'keystone', endpoint: '/identity/v3' },
  { type: 'image', name: 'glance', endpoint: '/image' },
  { type: 'compute', name: 'nova', endpoint: '/compute/v2.1' },
  { type: 'volumev3', name: 'cinderv3', endpoint: '/volume/v3/:project' },
];

const INTERFACES = ['public', 'internal', 'admin'];

/** The catalog's ids are the cloud's: drawn once, and the same for every token. */
export function catalogOf(cloud: Cloud): (origin: string, projectId: string) => unknown[] {
  const services = ENTRIES.map(entry => ({
    ...entry,
    id: cloud.ids.hex(),
    endpoints: INTERFACES.map(name => ({ id: cloud.ids.hex(), interface: name })),
  }));
  return (origin, projectId) =>
    services.map(({ id, type, name, endpoint, endpoints }) => ({
      endpoints: endpoints.map(one => ({
        ...one,
        region_id: cloud.region,
        url: origin + endpoint.replace(':project', projectId),
        region: cloud.region,
      })),
      id,
      type,
      name,
    }));
}
