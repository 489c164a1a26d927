import type { Transport } from '../support/openstack/core/environment';

export type ServiceName = 'identity' | 'compute' | 'image' | 'network' | 'volume';

/** Where each service's versioned API begins; the volume's with the project. */
export type Bases = Readonly<Record<ServiceName, string>>;

/** One call and its answer, with everything taken out that differs from one time to the next. */
export interface Recording {
  /** What is being found out. */
  step: string;
  status: number;
  /** Those that a client goes by. */
  headers: Record<string, string>;
  body: unknown;
}

export interface Asked {
  version?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** What came back, as it was. */
export interface Came {
  status: number;
  json: Record<string, unknown>;
}

const HEADERS = ['content-type', 'openstack-api-version', 'www-authenticate', 'retry-after', 'location'];
const SECRETS = new Set(['adminPass', 'checksum', 'os_hash_value', 'hostId', 'standard_attr_id']);

function withoutPlaces(text: string, places: readonly (readonly [string, string])[]): string {
  return places
    .reduce((rest, [place, name]) => rest.replaceAll(place, name), text)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\b[0-9a-f]{32}\b/g, '<id>')
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?/g, (_, fraction) => (fraction ? '<time.0>' : '<time>'))
    .replace(/\bfa:16:3e(:[0-9a-f]{2}){3}/g, '<mac>')
    .replace(/\b198\.1[89]\.\d+\.\d+/g, '<address>');
}

function normal(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(one => normal(one, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      SECRETS.has(key) && one !== null && one !== '' ? `<${key}>` : normal(one, clean),
    ]),
  );
}

/** Makes calls for one user and keeps what came back. */
export class Recorder {
  readonly recordings: Recording[] = [];
  readonly #transport: Transport;
  readonly #bases: Bases;
  readonly #places: readonly (readonly [string, string])[];
  token = '';

  /** @param places texts of this cloud alone, each with what is written for it */
  constructor(transport: Transport, bases: Bases, places: readonly (readonly [string, string])[]) {
    this.#transport = transport;
    this.#bases = bases;
    this.#places = places;
  }

  /** A call that isn't kept. */
  async ask(
    service: ServiceName,
    method: string,
    path: string,
    asked: Asked = {},
  ): Promise<Came & { raw: Recording }> {
    const answer = await this.#transport({
      method,
      url: this.#bases[service] + path,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'x-auth-token': this.token,
        ...(asked.version !== undefined && { 'openstack-api-version': `${service} ${asked.version}` }),
        ...asked.headers,
      },
      ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
    });
    this.token = answer.headers['x-subject-token'] ?? this.token;
    const isJson = answer.body.startsWith('{');
    const json = isJson ? JSON.parse(answer.body) : {};
    const clean = (text: string) => withoutPlaces(text, this.#places);
    const headers = HEADERS.flatMap(name => {
      const value = answer.headers[name];
      return value === undefined ? [] : [[name, clean(value)]];
    });
    const body = isJson ? normal(json, clean) : clean(answer.body);
    return {
      status: answer.status,
      json,
      raw: { step: '', status: answer.status, headers: Object.fromEntries(headers), body },
    };
  }

  /** One that is kept. */
  async record(
    step: string,
    service: ServiceName,
    method: string,
    path: string,
    asked: Asked = {},
  ): Promise<Came> {
    const { raw, ...came } = await this.ask(service, method, path, asked);
    this.recordings.push({ ...raw, step });
    return came;
  }
}
