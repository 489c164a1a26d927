import type { Cloud } from './cloud';
import { computeService } from './compute/service';
import type { WireAnswer, WireRequest } from './core/environment';
import { Refusal } from './core/refusal';
import { Router } from './core/router';
import type { Answer, Call, Service } from './core/service';
import type { Token } from './identity/records';
import { identityService } from './identity/service';
import { tokenFrom } from './identity/tokens';
import { imageService } from './image/service';
import { networkService } from './network/service';
import { volumeService } from './volume/service';

interface Mounted {
  service: Service;
  routes: Router;
  documents: Router;
}

/** A call, and the service that it is for. */
export interface Addressed {
  service: string;
  /** Behind the service's base. */
  path: string;
  query: string;
  answer(): WireAnswer;
  refuse(status: number, message: string): WireAnswer;
}

const NOBODY: Token = {
  value: '',
  user: { id: '', name: '', password: '', isEnabled: false, roles: {} },
  project: undefined,
  roles: [],
  methods: [],
  auditId: '',
  issuedAt: 0,
  expiresAt: 0,
};

/** Finds out which service a call is for, and how it is answered. */
export function answering(cloud: Cloud): (request: WireRequest) => Addressed {
  const services: Mounted[] = [
    identityService(cloud),
    computeService(),
    imageService(),
    networkService(),
    volumeService(),
  ].map(service => ({
    service,
    routes: new Router(service.routes),
    documents: new Router(service.documents),
  }));

  return request => {
    const url = new URL(request.url);
    const path = url.pathname.replace(/\/+$/, '');
    const mounted = services.find(({ service: { root } }) => path === root || path.startsWith(`${root}/`));
    if (!mounted) return nowhere(path);
    const { service } = mounted;
    const inside = path.startsWith(service.base) ? path.slice(service.base.length) : path;
    return {
      service: service.name,
      path: inside,
      query: url.search,
      answer: () => {
        cloud.agenda.settle();
        return answer(cloud, mounted, request, url, path, inside);
      },
      refuse: (status, message) => service.refuse(new Refusal(status, message), url.origin),
    };
  };
}

const nowhere = (path: string): Addressed => {
  const page = (): WireAnswer => ({
    status: 404,
    headers: { 'content-type': 'text/html' },
    body: '<html><body><h1>404 Not Found</h1></body></html>',
  });
  return { service: '', path, query: '', answer: page, refuse: page };
};

function answer(
  cloud: Cloud,
  { service, routes, documents }: Mounted,
  request: WireRequest,
  url: URL,
  path: string,
  inside: string,
): WireAnswer {
  const requestId = `req-${cloud.ids.uuid()}`;
  let minor = 0;
  const finished = (given: WireAnswer): WireAnswer => ({
    ...given,
    headers: { ...service.headersOf(minor, requestId), ...given.headers },
  });
  /** What answers before the service itself knows no versions. */
  const unversioned = (given: WireAnswer): WireAnswer => ({
    ...given,
    headers: { 'x-openstack-request-id': requestId, ...given.headers },
  });
  try {
    minor = service.minorOf(request.headers);
    const document = documents.find(request.method, path);
    const found = document ?? routes.find(request.method, inside);
    const token = tokenFrom(cloud, request.headers['x-auth-token']);
    if (!document && !found?.route.isOpen && !token) return unversioned(service.noToken(url.origin));
    if (!found) return unversioned(service.noRoute());
    const given = found.route.run({
      cloud,
      params: found.params,
      query: url.searchParams,
      headers: request.headers,
      body: parsed(request.body),
      token: token ?? NOBODY,
      minor,
      base: url.origin + service.base,
      origin: url.origin,
    } satisfies Call);
    return finished(written(given));
  } catch (error) {
    if (error instanceof Refusal && error.status === 406 && minor === 0)
      return unversioned(service.refuse(error, url.origin));
    if (error instanceof Refusal && error.type === 'badVersion')
      return unversioned(service.refuse(new Refusal(400, error.message), url.origin));
    if (error instanceof Refusal) return finished(service.refuse(error, url.origin));
    throw error;
  }
}

function parsed(body: string | undefined): unknown {
  if (body === undefined || body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(
      400,
      'The server could not comply with the request since it is either malformed or otherwise incorrect.',
    );
  }
}

function written({ status, headers = {}, body }: Answer): WireAnswer {
  if (body === undefined) return { status, headers, body: '' };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
