import type { IncomingMessage } from 'node:http';
import type { Admission } from './admission';
import { boundaryCookie, confine, ownCookies } from './cookies';
import { publicLocation, publicRefresh } from './redirects';

/** Names and values in turn, as they go over the wire. */
export type FlatHeaders = string[];

/** Meant for one connection, so never passed on; nor what the proxy answers or says itself. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
const ownInRequests = new Set([
  ...hopByHop,
  'expect',
  'http2-settings',
  'host',
  'cookie',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
]);
/** `Clear-Site-Data` would clear what other instances keep under the same origin. */
const droppedFromResponses = new Set([...hopByHop, 'clear-site-data']);

const plainConnection = /^(?:keep-alive|close|upgrade)?$/i;

/** The names that a `Connection` header declares to be for this connection only. */
function namedIn(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || plainConnection.test(connection)) return none;
  return new Set(connection.split(',').map(name => name.trim().toLowerCase()));
}
const none: ReadonlySet<string> = new Set();

/** What both directions know of an exchange. */
export interface Exchange {
  admission: Admission;
  /** Names of cookies that the instance has set; those of its answers are added. */
  cookieNames: Set<string>;
  /** The proxy's own port. */
  proxyPort: number;
}

/** A request's headers as the target gets them. `bounded`: see `cookies.ts`. */
export interface TargetHeaders {
  headers: FlatHeaders;
  bounded: boolean;
}

/**
 * The headers that a target gets: the client's, without those of the connection, with what nginx would say about the
 * client, only the instance's own cookies, and the token where it is to be sent.
 */
export function requestHeaders(req: IncomingMessage, exchange: Exchange): TargetHeaders {
  const { target, browser } = exchange.admission;
  const { options, token } = target;
  const authorization = options.bypass_token_authentication && token !== undefined;
  const named = namedIn(req.headers.connection);
  const { rawHeaders } = req;
  const headers: FlatHeaders = [];
  const host = req.headers.host ?? '';
  headers.push('Host', options.set_host_header ? host : `127.0.0.1:${target.port}`);
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    const lower = name.toLowerCase();
    if (ownInRequests.has(lower) || named.has(lower)) continue;
    if (authorization && lower === 'authorization') continue;
    headers.push(name, rawHeaders[at + 1] as string);
  }
  const address = req.socket.remoteAddress ?? '127.0.0.1';
  const before = req.headers['x-forwarded-for'];
  headers.push(
    'X-Real-IP',
    address,
    'X-Forwarded-For',
    before === undefined ? address : `${before}, ${address}`,
    'X-Forwarded-Proto',
    'http',
    'X-Forwarded-Host',
    host,
    'X-Forwarded-Port',
    String(exchange.proxyPort),
  );
  if (authorization) headers.push('Authorization', `token ${token}`);
  const sent = req.headers.cookie;
  if (sent === undefined) return { headers, bounded: false };
  const { header, bounded } = ownCookies(sent, browser, exchange.cookieNames);
  if (header !== undefined) headers.push('Cookie', header);
  return { headers, bounded };
}

/**
 * The headers that a client gets: the target's, without those of the connection; cookies confined to the instance,
 * redirects made public where `proxy_redirect` is on, and the route kept from other sites.
 */
export function responseHeaders(raw: FlatHeaders, exchange: Exchange, bounded: boolean): FlatHeaders {
  const { admission, cookieNames } = exchange;
  const { prefix, target, browser } = admission;
  const { proxy_redirect: redirect, proxy_rewrite: rewrite } = target.options;
  const headers: FlatHeaders = [];
  let named = none;
  let referrerPolicy = false;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    const value = raw[at + 1] as string;
    switch (name.toLowerCase()) {
      case 'connection':
        named = namedIn(value);
        break;
      case 'set-cookie': {
        const cookie = confine(value, prefix, rewrite);
        if (!cookie) break;
        if (cookieNames.size < MAX_COOKIE_NAMES) cookieNames.add(cookie.name);
        headers.push(name, cookie.header);
        break;
      }
      case 'location':
        headers.push(name, redirect ? publicLocation(value, sides(exchange)) : value);
        break;
      case 'refresh':
        headers.push(name, redirect ? publicRefresh(value, sides(exchange)) : value);
        break;
      case 'referrer-policy':
        referrerPolicy = true;
        headers.push(name, tellsPathToOthers.test(value) ? 'same-origin' : value);
        break;
      case 'service-worker-allowed':
        // A worker of one instance must not get hold of another's pages.
        headers.push(name, value.startsWith(`${prefix}/`) ? value : `${prefix}/`);
        break;
      default:
        if (!droppedFromResponses.has(name.toLowerCase())) headers.push(name, value);
    }
  }
  if (!referrerPolicy) headers.push('Referrer-Policy', 'same-origin');
  if (browser && !bounded) headers.push('Set-Cookie', boundaryCookie);
  return named === none ? headers : without(headers, named);
}

const MAX_COOKIE_NAMES = 512;
const tellsPathToOthers = /unsafe-url|no-referrer-when-downgrade/i;

function without(headers: FlatHeaders, names: ReadonlySet<string>): FlatHeaders {
  return headers.filter((_, at) => !names.has((headers[at - (at % 2)] as string).toLowerCase()));
}

function sides({ admission: { prefix, target }, proxyPort }: Exchange) {
  const ports = [target.port, proxyPort];
  return { prefix, hosts: ports.flatMap(port => [`127.0.0.1:${port}`, `localhost:${port}`]) };
}
