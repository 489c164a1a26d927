import type { CatalogEntry } from '../auth/token.ts';
import type { CloudConfig } from './config.ts';
import { OpenStackError } from './errors.ts';

/** The services that this client knows. */
export type ServiceType = 'compute' | 'network' | 'image' | 'volume' | 'identity';

interface Service {
  /** As catalogs call it, the usual name first (the service types authority of OpenStack). */
  types: readonly string[];
  /** What is put after an address without a version, and in the place of one that is not spoken here. */
  version: string;
  spoken: RegExp;
  /** True if the project's id comes after the version. */
  hasProject?: true;
}

const services: Record<ServiceType, Service> = {
  compute: { types: ['compute'], version: 'v2.1', spoken: /^v2\.1$/ },
  network: { types: ['network'], version: 'v2.0', spoken: /^v2\.0$/ },
  image: { types: ['image'], version: 'v2', spoken: /^v2(\.\d+)?$/ },
  volume: {
    types: ['block-storage', 'volumev3', 'volume', 'block-store', 'volumev2'],
    version: 'v3',
    spoken: /^v3$/,
    hasProject: true,
  },
  identity: { types: ['identity'], version: 'v3', spoken: /^v3$/ },
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

type CatalogEndpoint = CatalogEntry['endpoints'][number];

const endpointsIn = (catalog: readonly CatalogEntry[], type: ServiceType): CatalogEndpoint[] =>
  services[type].types
    .flatMap(name => catalog.filter(entry => entry.type === name))
    .flatMap(entry => entry.endpoints);
const regionOf = (one: CatalogEndpoint): string => one.region_id ?? one.region ?? '';
/** Keystone of old wrote `publicURL`. */
const isOn = (one: CatalogEndpoint, wanted: string): boolean => one.interface.replace(/URL$/, '') === wanted;

/** The region that is worked in where none is chosen: all services are to be in one. Undefined: there is no Compute. */
export function usualRegion(catalog: readonly CatalogEntry[], wanted: string = 'public'): string | undefined {
  const found = endpointsIn(catalog, 'compute').find(one => isOn(one, wanted));
  return found && regionOf(found);
}

function urlIn(
  catalog: readonly CatalogEntry[],
  type: ServiceType,
  { region, interface: wanted = 'public' }: Pick<CloudConfig, 'region' | 'interface'>,
): string {
  const endpoints = endpointsIn(catalog, type);
  const ofInterface = endpoints.filter(one => isOn(one, wanted));
  // Catalogs have the regions of each service in an order of its own.
  const usual = region ?? usualRegion(catalog, wanted);
  const inRegion = ofInterface.find(one => regionOf(one) === usual);
  const found = inRegion ?? (region === undefined ? ofInterface[0] : undefined);
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

const VERSION = /^v\d+(\.\d+)?$/;

/** The last part of the path that is a version counts: what is before it is where the cloud has put the service. */
function withVersion(type: ServiceType, address: string, projectId: string): Endpoint {
  const { version, spoken, hasProject } = services[type];
  if (!URL.canParse(address)) {
    throw new OpenStackError({
      ...{ code: 'BadConfig', wasSent: false },
      message: `The address of the ${type} service is none: ${address}`,
    });
  }
  const { origin, pathname } = new URL(address);
  const parts = pathname.split('/').filter(part => part !== '');
  const at = parts.findLastIndex(part => VERSION.test(part));
  const before = at < 0 ? parts : parts.slice(0, at);
  const after = at < 0 ? [] : parts.slice(at + 1);
  const own = parts[at] ?? '';
  const root = [origin, ...before, spoken.test(own) ? own : version].join('/');
  const rest = hasProject && after.length === 0 ? [projectId] : after;
  return { url: [root, ...rest].join('/'), versionUrl: `${root}/` };
}
