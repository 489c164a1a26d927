import type { Route, Service } from '../core/service';
import { noToken } from '../identity/errors';
import { noRoute, refuse } from './errors';
import { floatingIpRoutes } from './floatingIps';
import { networkRoutes } from './networks';
import { portRoutes } from './ports';
import { networkQuotaRoutes } from './quotas';
import { securityGroupRuleRoutes } from './securityGroupRules';
import { securityGroupRoutes } from './securityGroups';

const documents: Route[] = [
  {
    method: 'GET',
    path: '/network',
    run: ({ origin }) => ({
      status: 200,
      body: {
        versions: [
          { id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: `${origin}/network/v2.0/` }] },
        ],
      },
    }),
  },
];

const EXTENSIONS = [
  'availability_zone',
  'external-net',
  'fip-port-details',
  'port-security',
  'quota_details',
  'revision-if-match',
  'router',
  'security-group',
  'standard-attr-description',
  'standard-attr-revisions',
  'standard-attr-tag',
  'standard-attr-timestamp',
];

const extensionRoutes: Route[] = [
  {
    method: 'GET',
    path: '/extensions',
    run: () => ({
      status: 200,
      body: {
        extensions: EXTENSIONS.map(alias => ({
          name: alias,
          alias,
          description: alias,
          updated: '2016-01-01T00:00:00-00:00',
          links: [],
        })),
      },
    }),
  },
];

/** Neutron. */
export const networkService = (): Service => ({
  name: 'network',
  root: '/network',
  base: '/network/v2.0',
  documents,
  routes: [
    ...networkRoutes,
    ...portRoutes,
    ...securityGroupRoutes,
    ...securityGroupRuleRoutes,
    ...floatingIpRoutes,
    ...networkQuotaRoutes,
    ...extensionRoutes,
  ],
  minorOf: () => 0,
  headersOf: (_, requestId) => ({ 'x-openstack-request-id': requestId }),
  refuse,
  noRoute,
  noToken,
});
