import type { CloudConfig } from '../core/config.ts';
import type { Clock } from '../core/environment.ts';
import type { Transport, TransportAnswer, TransportRequest } from '../core/transport.ts';

/** What a canned cloud answers with; a body that is no text is sent as JSON. */
export interface Canned {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export type Answering = (request: TransportRequest) => Canned | Promise<Canned>;

/** A transport that notes what it is asked and answers as it is told. */
export function cannedTransport(answering: Answering): { transport: Transport; asked: TransportRequest[] } {
  const asked: TransportRequest[] = [];
  const transport: Transport = async request => {
    asked.push(request);
    const { status = 200, headers = {}, body } = await answering(request);
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    return { status, headers, body: text } satisfies TransportAnswer;
  };
  return { transport, asked };
}

/** Time that goes on as far as is slept. */
export function sleepingClock(): Clock & { slept: number[]; pass(ms: number): void } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    monotonic: () => now,
    pass: ms => {
      now += ms;
    },
    async sleep(ms, { signal } = {}) {
      signal?.throwIfAborted();
      // Limits of calls, which these clouds never reach.
      if (ms >= 60_000) {
        await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      }
      slept.push(ms);
      now += ms;
    },
  };
}

export const lab: CloudConfig = {
  name: 'lab',
  authUrl: 'https://cloud.test:5000/v3',
  auth: {
    kind: 'password',
    user: { name: 'ada', domain: { name: 'Default' } },
    password: 'correct horse',
    project: { name: 'course', domain: { name: 'Default' } },
  },
};

const services: Record<string, string> = {
  compute: 'https://cloud.test/compute/v2.1',
  network: 'https://cloud.test/network',
  image: 'https://cloud.test/image',
  'block-storage': 'https://cloud.test/volume/v3/p1',
};

/** What Keystone says of who has signed in, and where the services are: each has an inner address too. */
export function tokenDocument({ at = services, lifeMs = 3_600_000 } = {}) {
  const issued = Date.UTC(2026, 0, 1);
  const endpoints = (url: string) => [
    { url, interface: 'public', region: 'RegionOne', region_id: 'RegionOne' },
    { url: url.replace('cloud.test', 'inner.test'), interface: 'internal', region_id: 'RegionOne' },
  ];
  return {
    token: {
      issued_at: new Date(issued).toISOString(),
      expires_at: new Date(issued + lifeMs).toISOString(),
      user: { id: 'u1', name: 'ada', domain: { id: 'default', name: 'Default' } },
      project: { id: 'p1', name: 'course', domain: { id: 'default', name: 'Default' } },
      roles: [{ id: 'r1', name: 'member' }],
      catalog: Object.entries(at).map(([type, url]) => ({ type, endpoints: endpoints(url) })),
    },
  };
}

/** What Keystone says to who signs in. */
export function signedIn(value = 'token-1', { lifeMs = 3_600_000 } = {}): Canned {
  return { status: 201, headers: { 'x-subject-token': value }, body: tokenDocument({ lifeMs }) };
}

/** A canned cloud that lets everybody in and has versions. */
export function cloudThat(answering: Answering): Answering {
  return request => {
    if (request.url.endsWith('/auth/tokens')) return signedIn();
    if (request.url === 'https://cloud.test/compute/v2.1/')
      return { body: { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } } };
    if (request.url === 'https://cloud.test/volume/v3/')
      return { body: { versions: [{ id: 'v3.0', version: '3.70', min_version: '3.0' }] } };
    return answering(request);
  };
}
