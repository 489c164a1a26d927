import { openCloud } from '../core/cloud.ts';

/** What a service was asked: where it is, and who asks, left out. */
export interface Asked {
  call: string;
  body?: unknown;
  /** Of the call. */
  microversion?: string;
  ifMatch?: string;
  contentType?: string;
}

interface Canned {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** An image has a status too, which is a word. */
const isCanned = (answer: object): answer is Canned =>
  ('status' in answer && typeof answer.status === 'number') || 'headers' in answer;

const SERVICES = { compute: 'v2.1', network: 'v2.0', image: 'v2', volumev3: 'v3' };

/** A cloud whose services answer in turn what is given, as the real ones did. */
export function cannedCloud(...answers: (Canned | object)[]) {
  const asked: Asked[] = [];
  const catalog = Object.entries(SERVICES).map(([type, version]) => ({
    type,
    endpoints: [{ interface: 'public', region: 'One', url: `http://${type}/${version}` }],
  }));
  const token = {
    expires_at: '2030-01-01T00:00:00.000000Z',
    issued_at: '2029-12-31T23:00:00.000000Z',
    user: { id: 'u', name: 'ada', domain: { id: 'default', name: 'Default' } },
    project: { id: 'p', name: 'notebooks', domain: { id: 'default', name: 'Default' } },
    catalog,
  };
  const cloud = openCloud(
    {
      authUrl: 'http://identity/v3',
      auth: { kind: 'token', token: 't', project: { id: 'p' } },
    },
    {
      transport: async ({ method, url, headers, body }) => {
        const say = ({ status = 200, body: document, headers: more = {} }: Canned) => ({
          status,
          headers: more,
          body: document === undefined ? '' : JSON.stringify(document),
        });
        if (url.startsWith('http://identity'))
          return say({ status: 201, body: { token }, headers: { 'x-subject-token': 's' } });
        const path = url.replace(/^http:\/\/\w+\/v[\d.]+/, '');
        if (path === '' || path === '/')
          return say({
            body: { version: { id: 'v2.1', version: '2.93', min_version: '2.1', status: 'CURRENT' } },
          });
        const version = headers['openstack-api-version'];
        const type = headers['content-type'];
        asked.push({
          call: `${method} ${decodeURIComponent(path)}`,
          ...(body === undefined ? {} : { body: JSON.parse(body) }),
          ...(version === undefined ? {} : { microversion: version }),
          ...(headers['if-match'] === undefined ? {} : { ifMatch: headers['if-match'] }),
          ...(type === undefined || type === 'application/json' ? {} : { contentType: type }),
        });
        const answer = answers.shift();
        if (answer === undefined) throw new Error(`Nothing was to be asked any more: ${method} ${url}`);
        return say(isCanned(answer) ? answer : { body: answer });
      },
    },
  );
  return { cloud, asked };
}
