import { microversion } from '../core/microversion';
import type { Route, Service } from '../core/service';
import { noToken } from '../identity/errors';
import { createImage } from '../image/snapshots';
import { noRoute, refuse } from './errors';
import { flavorRoutes } from './flavors';
import { keypairRoutes } from './keypairs';
import { computeQuotaRoutes } from './quotas';
import { serverGroupRoutes } from './serverGroups';
import { serverRoutes } from './servers';

const LEAST = 1;
const MOST = 93;

const v21 = (origin: string) => ({
  id: 'v2.1',
  status: 'CURRENT',
  version: `2.${MOST}`,
  min_version: '2.1',
  updated: '2013-07-23T11:33:21Z',
  links: [{ rel: 'self', href: `${origin}/compute/v2.1/` }],
});

const documents: Route[] = [
  {
    method: 'GET',
    path: '/compute',
    run: ({ origin }) => ({
      status: 200,
      body: {
        versions: [
          {
            id: 'v2.0',
            status: 'SUPPORTED',
            version: '',
            min_version: '',
            updated: '2011-01-21T11:33:21Z',
            links: [{ rel: 'self', href: `${origin}/compute/v2/` }],
          },
          v21(origin),
        ],
      },
    }),
  },
  {
    method: 'GET',
    path: '/compute/v2.1',
    run({ origin }) {
      const version = v21(origin);
      return {
        status: 200,
        body: {
          version: {
            ...version,
            links: [
              ...version.links,
              { rel: 'describedby', type: 'text/html', href: 'http://docs.openstack.org/' },
            ],
            'media-types': [
              { base: 'application/json', type: 'application/vnd.openstack.compute+json;version=2.1' },
            ],
          },
        },
      };
    },
  },
];

const zones: Route = {
  method: 'GET',
  path: '/os-availability-zone',
  run: ({ cloud }) => ({
    status: 200,
    body: { availabilityZoneInfo: [{ zoneName: cloud.zone, zoneState: { available: true }, hosts: null }] },
  }),
};

/** Nova. */
export const computeService = (): Service => ({
  name: 'compute',
  root: '/compute',
  base: '/compute/v2.1',
  documents,
  routes: [
    ...serverRoutes(createImage),
    ...flavorRoutes,
    ...computeQuotaRoutes,
    ...keypairRoutes,
    ...serverGroupRoutes,
    zones,
  ],
  minorOf: headers =>
    microversion(
      headers['openstack-api-version'] ??
        (headers['x-openstack-nova-api-version'] && `compute ${headers['x-openstack-nova-api-version']}`),
      'compute',
      2,
      LEAST,
      MOST,
    ),
  headersOf: (minor, requestId) => ({
    'openstack-api-version': `compute 2.${minor}`,
    'x-openstack-nova-api-version': `2.${minor}`,
    vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
    'x-openstack-request-id': requestId,
    'x-compute-request-id': requestId,
  }),
  refuse(refusal) {
    const answer = refuse(refusal);
    return { ...answer, headers: { ...answer.headers, 'content-type': 'application/json; charset=UTF-8' } };
  },
  noRoute,
  noToken,
});
