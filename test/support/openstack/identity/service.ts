import type { Cloud } from '../cloud';
import type { Route, Service } from '../core/service';
import { catalogOf } from './catalog';
import { noSuchPath, refuse, unauthorized } from './errors';
import { projectRoutes } from './projects';
import { tokenRoutes } from './tokens';

const version = (origin: string) => ({
  id: 'v3.14',
  status: 'stable',
  updated: '2020-04-07T00:00:00Z',
  links: [{ rel: 'self', href: `${origin}/identity/v3/` }],
  'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
});

const documents: Route[] = [
  {
    method: 'GET',
    path: '/identity',
    run: ({ origin }) => ({
      status: 300,
      headers: { location: `${origin}/identity/v3/` },
      body: { versions: { values: [version(origin)] } },
    }),
  },
  {
    method: 'GET',
    path: '/identity/v3',
    run: ({ origin }) => ({ status: 200, body: { version: version(origin) } }),
  },
];

/** Keystone. */
export function identityService(cloud: Cloud): Service {
  return {
    name: 'identity',
    root: '/identity',
    base: '/identity/v3',
    documents,
    routes: [...tokenRoutes(catalogOf(cloud)), ...projectRoutes],
    minorOf: () => 0,
    headersOf: (_, requestId) => ({ vary: 'X-Auth-Token', 'x-openstack-request-id': requestId }),
    refuse: (refusal, origin) => {
      const answer = refuse(refusal);
      return refusal.status === 401
        ? {
            ...answer,
            headers: { ...answer.headers, 'www-authenticate': `Keystone uri="${origin}/identity/v3"` },
          }
        : answer;
    },
    noRoute: () => refuse(noSuchPath()),
    noToken: () => refuse(unauthorized()),
  };
}
