import type { CatalogEntry } from '../auth/token.ts';
import type { CloudConfig } from './config.ts';
import { OpenStackError } from './errors.ts';

/** The services that this client knows. */
export type ServiceType = 'compute' | 'network' | 'image' | 'volume' | 'identity';

interface Service {
  /** As catalogs call it, the usual name first (the service types authority of OpenStack). */
  types: readonly string[];
  /** What is put after an address without a version. */
  version: string;
  /** True if the project's id comes after the version. */
  hasProject?: true;
}

const services: Record<ServiceType, Service> = {
  compute: { types: ['compute'], version: 'v2.1' },
  network: { types: ['network'], version: 'v2.0' },
  image: { types: ['image'], version: 'v2' },
  volume: { types: ['block-storage', 'volumev3', 'volume', 'block-store'], version: 'v3', hasProject: true },
  identity: { types: ['identity'], version: 'v3' },
};

/** A service as it is called. */
export interface Endpoint {
  /** With the version, and no slash at its end. */
  url: string;
  /** The document of its version, where microversions stand. */
  versionUrl: string;
}

/**
 * Where a service is called.
 * @throws OpenStackError NoService, with what there is instead
 */
export function endpointOf(
  type: ServiceType,
  { catalog, projectId = '' }: { catalog: readonly CatalogEntry[]; projectId?: string | undefined },
  config: Pick<CloudConfig, 'region' | 'interface' | 'endpoints'>,
): Endpoint {
  const { types } = services[type];
  const own = [type, ...types].map(name => config.endpoints?.[name]).find(url => url !== undefined);
  return withVersion(type, own ?? urlIn(catalog, type, config), projectId);
}

function urlIn(
  catalog: readonly CatalogEntry[],
  type: ServiceType,
  { region, interface: wanted = 'public' }: Pick<CloudConfig, 'region' | 'interface'>,
): string {
  const entries = services[type].types.flatMap(name => catalog.filter(entry => entry.type === name));
  const endpoints = entries.flatMap(entry => entry.endpoints);
  // Keystone of old wrote `publicURL`.
  const ofInterface = endpoints.filter(one => one.interface.replace(/URL$/, '') === wanted);
  const regionOf = (one: (typeof endpoints)[number]) => one.region_id ?? one.region ?? '';
  const found = ofInterface.find(one => region === undefined || regionOf(one) === region);
  if (found) return found.url;
  const regions = [...new Set(endpoints.map(regionOf))].filter(Boolean).sort();
  const interfaces = [...new Set(endpoints.map(one => one.interface))].sort();
  const there =
    endpoints.length === 0
      ? `it has ${[...new Set(catalog.map(entry => entry.type))].sort().join(', ') || 'no services'}`
      : `it is in ${regions.join(', ') || 'no region'}, as ${interfaces.join(', ')}`;
  const where = region === undefined ? '' : ` in the region ${region}`;
  throw new OpenStackError({
    code: 'NoService',
    message: `The cloud has no ${type} service${where} with a ${wanted} address; ${there}.`,
    wasSent: false,
  });
}

const VERSION = /\/v\d+(\.\d+)?(?=\/|$)/;

function withVersion(type: ServiceType, address: string, projectId: string): Endpoint {
  const { version, hasProject } = services[type];
  const url = address.replace(/\/+$/, '');
  const found = VERSION.exec(url);
  if (!found) {
    const base = `${url}/${version}`;
    return { url: hasProject ? `${base}/${projectId}` : base, versionUrl: `${base}/` };
  }
  const versionUrl = `${url.slice(0, found.index + found[0].length)}/`;
  const isWhole = !hasProject || url.length >= versionUrl.length;
  return { url: isWhole ? url : `${url}/${projectId}`, versionUrl };
}
