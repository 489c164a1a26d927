import type { IncomingMessage } from 'node:http';
import { isBrowser, refusal } from './guard';
import { type Page, pages } from './pages';
import { parsePath, type RouteTarget } from './routes';

/** A request that may come in, and where it goes. */
export interface Admission {
  kind: 'forward';
  route: string;
  /** `/notebooks/<route>`. */
  prefix: string;
  /** The path and query that the target gets. */
  path: string;
  target: RouteTarget;
  /** True if a browser sent it. */
  browser: boolean;
}

/** What becomes of a request: passed on, answered by the proxy itself, or sent to the address with its slash. */
export type Verdict = Admission | { kind: 'page'; page: Page } | { kind: 'redirect'; location: string };

/** Decides over a request by its head alone. */
export function admit(
  req: IncomingMessage,
  upgrade: boolean,
  hosts: ReadonlySet<string>,
  lookup: (route: string) => RouteTarget | undefined,
): Verdict {
  const { method = 'GET', url = '', headers } = req;
  const refused = refusal({ method, headers, upgrade }, hosts);
  if (refused) return { kind: 'page', page: refused };
  const parsed = parsePath(url);
  const target = parsed && lookup(parsed.route);
  if (!parsed || !target) return { kind: 'page', page: pages.unknown };
  if (target.state !== 'running') return { kind: 'page', page: pages[target.state] };
  const { route, prefix, rest } = parsed;
  if (!rest.startsWith('/')) return { kind: 'redirect', location: `${prefix}/${rest}` };
  const path = target.options.proxy_rewrite ? rest : url;
  return { kind: 'forward', route, prefix, path, target, browser: isBrowser(headers) };
}
