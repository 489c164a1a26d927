import type { Route, Service } from '../core/service';
import { noRoute, noToken, refuse } from './errors';
import { imageRoutes } from './images';

const VERSIONS = [
  '2.15',
  '2.13',
  '2.12',
  '2.11',
  '2.10',
  '2.9',
  '2.8',
  '2.7',
  '2.6',
  '2.5',
  '2.4',
  '2.3',
  '2.2',
  '2.1',
  '2.0',
];

const documents: Route[] = [
  {
    method: 'GET',
    path: '/image',
    run: ({ origin }) => ({
      status: 300,
      body: {
        versions: VERSIONS.map((version, i) => ({
          id: `v${version}`,
          status: i === 0 ? 'CURRENT' : 'SUPPORTED',
          links: [{ rel: 'self', href: `${origin}/image/v2/` }],
        })),
      },
    }),
  },
];

/** Glance. */
export const imageService = (): Service => ({
  name: 'image',
  root: '/image',
  base: '/image/v2',
  documents,
  routes: imageRoutes,
  minorOf: () => 0,
  headersOf: (_, requestId) => ({ 'x-openstack-request-id': requestId }),
  refuse,
  noRoute,
  noToken,
});
