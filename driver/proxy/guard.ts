import type { IncomingHttpHeaders } from 'node:http';
import { type Page, pages } from './pages';

/** What of a request decides whether it may come in. */
export interface Caller {
  method: string;
  headers: IncomingHttpHeaders;
  /** True for a websocket's handshake. */
  upgrade: boolean;
}

/**
 * Whether a request may come in, before anybody looks where it goes; the page that refuses it if not.
 *
 * `Host` must be one of `hosts`: a name of another site that was made to resolve to 127.0.0.1 (DNS rebinding) is not.
 * A request that comes from a page of another site may only open an address in a tab of its own: no fetch, form,
 * frame, image, or websocket. Browsers say so themselves (Sec-Fetch-Site, Origin); programs, which send neither, come
 * in. Other ports of this machine count as other sites.
 */
export function refusal({ method, headers, upgrade }: Caller, hosts: ReadonlySet<string>): Page | undefined {
  if (!hosts.has(headers.host ?? '') && !hosts.has((headers.host ?? '').toLowerCase()))
    return pages.foreignHost;
  const origin = headers.origin;
  const site = headers['sec-fetch-site'];
  if (origin?.startsWith('http://') && hosts.has(origin.slice(7))) return undefined;
  if (site === 'same-origin' || site === 'none') return undefined;
  if (site === undefined && origin === undefined) return undefined;
  const opensTab =
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document' &&
    (method === 'GET' || method === 'HEAD');
  return opensTab && !upgrade ? undefined : pages.foreignPage;
}

/** True if a browser sent it, whose cookies may be from pages of several instances. */
export function isBrowser(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-site'] !== undefined || headers.origin !== undefined;
}
