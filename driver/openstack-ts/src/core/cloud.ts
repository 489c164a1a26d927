import { sessionOf } from '../auth/session.ts';
import type { Token } from '../auth/token.ts';
import { orAborted } from './aborted.ts';
import { type Endpoint, endpointOf, type ServiceType } from './catalog.ts';
import { type CloudConfig, secretsIn } from './config.ts';
import type { Clock, Environment } from './environment.ts';
import { isOpenStackError, isUnauthorized } from './errors.ts';
import { negotiate, rangeIn, type VersionRange, type WantedVersion } from './microversions.ts';
import { Redactor } from './redact.ts';
import { systemClock, systemRandom } from './system.ts';
import { undiciTransport } from './undiciTransport.ts';
import { type WireAnswer, wireOf } from './wire.ts';

/** A call of a service. */
export interface Call {
  service: ServiceType;
  method: string;
  /** From the service's own address on: `/servers/detail`. */
  path: string;
  /** What is undefined is left out; a list is given once for each. */
  query?: Readonly<Record<string, Query>> | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: unknown;
  /** Of compute and volume; absent: the oldest, as the services have it. */
  microversion?: WantedVersion | undefined;
  signal?: AbortSignal | undefined;
}
export type Query = string | number | boolean | readonly string[] | undefined;

/** A cloud as one project's user has it. */
export interface Cloud {
  /** What people call it; not its configuration, which has secrets in it. */
  readonly name: string | undefined;
  readonly clock: Clock;
  /** Who we are; signs in where nobody has. @throws OpenStackError */
  token(options?: { signal?: AbortSignal | undefined }): Promise<Token>;
  /** @throws OpenStackError NoService */
  endpoint(service: ServiceType, options?: { signal?: AbortSignal | undefined }): Promise<Endpoint>;
  /** Which microversions a service offers; asked for once. @throws OpenStackError */
  versions(service: ServiceType, options?: { signal?: AbortSignal | undefined }): Promise<VersionRange>;
  /**
   * One call of a service: signed in, in the wanted version, tried again where that is safe. A token that is refused is
   * renewed once.
   * @throws OpenStackError, or the signal's reason
   */
  call(call: Call): Promise<WireAnswer>;
}

const CALL_LIMIT_MS = 60_000;
/** What services say of a version that they don't have. */
const NOT_ACCEPTABLE = 406;

/** What services call themselves in the header of microversions. */
const headerNames: Partial<Record<ServiceType, string>> = { compute: 'compute', volume: 'volume' };

/** Opens a cloud; the first call signs in. */
export function openCloud(config: CloudConfig, given: Partial<Environment> = {}): Cloud {
  const environment: Environment = {
    clock: given.clock ?? systemClock,
    random: given.random ?? systemRandom,
    log: given.log ?? (() => undefined),
    transport: given.transport ?? undiciTransport(config),
  };
  const { clock } = environment;
  const redactor = new Redactor();
  redactor.add(...secretsIn(config));
  const wire = wireOf(environment, { limitMs: config.callLimitMs ?? CALL_LIMIT_MS, redactor });
  const session = sessionOf(config, { wire, clock, redactor });
  const ranges = new Map<ServiceType, VersionRange>();
  const asked = new Map<ServiceType, Promise<VersionRange>>();

  /** Where services are, by the token that says so. */
  const endpoints = new WeakMap<Token, Map<ServiceType, Endpoint>>();
  function at(service: ServiceType, token: Token): Endpoint {
    const known = endpoints.get(token) ?? new Map<ServiceType, Endpoint>();
    endpoints.set(token, known);
    const { catalog, project } = token;
    const found = known.get(service) ?? endpointOf(service, { catalog, projectId: project?.id }, config);
    known.set(service, found);
    return found;
  }

  /** Runs it with a token, and once more with a new one where that was refused. What is known is not waited for. */
  function signedIn<T>(signal: AbortSignal | undefined, run: (token: Token) => Promise<T>): Promise<T> {
    const attempt = (token: Token) =>
      run(token).catch(async error => {
        if (!isUnauthorized(error)) throw error;
        session.drop(token);
        return run(await session.token({ signal }));
      });
    const { known } = session;
    return known ? attempt(known) : session.token({ signal }).then(attempt);
  }

  async function askVersions(service: ServiceType): Promise<VersionRange> {
    try {
      // Nobody's signal: whoever asks next waits for the same answer.
      const range = await signedIn(undefined, async token => {
        const { versionUrl } = at(service, token);
        const headers = { 'x-auth-token': token.value };
        const answer = await wire.call({ method: 'GET', url: versionUrl, headers, expected: [300] });
        return rangeIn(answer.body);
      });
      ranges.set(service, range);
      return range;
    } finally {
      asked.delete(service);
    }
  }

  async function versions(
    service: ServiceType,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<VersionRange> {
    signal?.throwIfAborted();
    const asking = asked.get(service) ?? askVersions(service);
    asked.set(service, asking);
    // Everybody who waited may have gone.
    asking.catch(() => undefined);
    return orAborted(asking, signal);
  }

  return {
    name: config.name,
    clock,
    token: ({ signal } = {}) => session.token({ signal }),
    async endpoint(service, { signal } = {}) {
      return at(service, await session.token({ signal }));
    },
    async versions(service, options) {
      return ranges.get(service) ?? versions(service, options);
    },
    async call({ service, method, path, query, headers, body, microversion: wanted, signal }) {
      signal?.throwIfAborted();
      const name = wanted && headerNames[service];
      const range = name && (ranges.get(service) ?? (await versions(service, { signal })));
      const version = range && wanted && `${name} ${negotiate(service, range, wanted)}`;
      const rest = `${path}${queryText(query)}`;
      const answer = signedIn(signal, token => {
        const sent: Record<string, string> = { ...headers, 'x-auth-token': token.value };
        if (version) sent['openstack-api-version'] = version;
        return wire.call({ method, url: at(service, token).url + rest, headers: sent, body, signal });
      });
      if (!version) return answer;
      return answer.catch(error => {
        // It was exchanged for an older one meanwhile: whoever asks next negotiates anew.
        if (isOpenStackError(error) && error.status === NOT_ACCEPTABLE) ranges.delete(service);
        throw error;
      });
    },
  };
}

/** With its question mark; empty where nothing is asked. */
export function queryText(query?: Readonly<Record<string, Query>>): string {
  if (!query) return '';
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
