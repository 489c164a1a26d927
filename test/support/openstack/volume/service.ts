import { noRoute, refuse } from '../compute/errors';
import { microversion } from '../core/microversion';
import { Refusal } from '../core/refusal';
import type { Call, Route, Service } from '../core/service';
import { noToken } from '../identity/errors';
import { volumeRoutes } from './volumes';

const MOST = 70;

const version = (origin: string) => ({
  id: 'v3.0',
  status: 'CURRENT',
  version: `3.${MOST}`,
  min_version: '3.0',
  updated: '2022-08-31T00:00:00Z',
  links: [
    { rel: 'describedby', type: 'text/html', href: 'https://docs.openstack.org/' },
    { rel: 'self', href: `${origin}/volume/v3/` },
  ],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.volume+json;version=3' }],
});

const documents: Route[] = ['/volume', '/volume/v3'].map((path, i) => ({
  method: 'GET',
  path,
  run: ({ origin }) => ({ status: i === 0 ? 300 : 200, body: { versions: [version(origin)] } }),
}));

function limits({ cloud, token }: Call) {
  const id = token.project?.id ?? '';
  const quota = cloud.projects.get(id)?.quotas.volume ?? {};
  return {
    maxTotalVolumes: quota.volumes ?? -1,
    maxTotalSnapshots: quota.snapshots ?? -1,
    maxTotalVolumeGigabytes: quota.gigabytes ?? -1,
    maxTotalBackups: quota.backups ?? -1,
    maxTotalBackupGigabytes: quota.backup_gigabytes ?? -1,
    totalVolumesUsed: cloud.usage.of(id, 'volumes'),
    totalGigabytesUsed: cloud.usage.of(id, 'gigabytes'),
    totalSnapshotsUsed: cloud.usage.of(id, 'snapshots'),
    totalBackupsUsed: 0,
    totalBackupGigabytesUsed: 0,
  };
}

function quotaSet({ cloud, params, query }: Call) {
  const id = params.of ?? '';
  const shown = (what: string, limit: number) =>
    query.get('usage')?.toLowerCase() === 'true'
      ? { limit, in_use: cloud.usage.of(id, what), reserved: 0 }
      : limit;
  const quota = Object.entries(cloud.projects.get(id)?.quotas.volume ?? {});
  return { ...Object.fromEntries(quota.map(([what, limit]) => [what, shown(what, limit)])), id };
}

const others: Route[] = [
  {
    method: 'GET',
    path: '/limits',
    run: call => ({ status: 200, body: { limits: { rate: [], absolute: limits(call) } } }),
  },
  {
    method: 'GET',
    path: '/os-quota-sets/:of',
    run: call => ({ status: 200, body: { quota_set: quotaSet(call) } }),
  },
  {
    method: 'GET',
    path: '/types',
    run: ({ cloud }) => ({
      status: 200,
      body: {
        volume_types: cloud.volumeTypes.listed().map(({ id, name, description, isPublic }) => ({
          id,
          name,
          is_public: isPublic,
          description,
          extra_specs: {},
          'os-volume-type-access:is_public': isPublic,
        })),
      },
    }),
  },
  {
    method: 'GET',
    path: '/os-availability-zone',
    run: ({ cloud }) => ({
      status: 200,
      body: { availabilityZoneInfo: [{ zoneName: cloud.zone, zoneState: { available: true } }] },
    }),
  },
];

/** Every path has the project in it, and it must be the token's. */
const ofProject = (route: Route): Route => ({
  ...route,
  path: `/:project${route.path}`,
  run(call) {
    if (call.params.project !== call.token.project?.id) throw new Refusal(400, 'Malformed request url');
    return route.run({ ...call, base: `${call.base}/${call.params.project}` });
  },
});

/** Cinder. */
export const volumeService = (): Service => ({
  name: 'volume',
  root: '/volume',
  base: '/volume/v3',
  documents,
  routes: [...volumeRoutes, ...others].map(ofProject),
  minorOf: headers => microversion(headers['openstack-api-version'], 'volume', 3, 0, MOST),
  headersOf: (minor, requestId) => ({
    'openstack-api-version': `volume 3.${minor}`,
    vary: 'OpenStack-API-Version',
    'x-openstack-request-id': requestId,
    'x-compute-request-id': requestId,
  }),
  refuse,
  noRoute,
  noToken,
});
