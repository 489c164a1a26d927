/**
 * All instances share one origin in the system's browser, so cookies would be common property. What keeps them apart:
 *
 * - **What an instance sets** gets a path below its own prefix and no domain: browsers send it to that instance alone.
 * - **What a page's script sets** never passes the proxy on its way in, and with `path=/` a browser sends it to every
 *   instance. A `Cookie` header doesn't tell a cookie's path, but browsers list longer paths first. So the proxy sets a
 *   cookie of its own, the boundary, for `/notebooks/`: what stands before it has a path below this instance's prefix,
 *   which nobody else can know; what stands behind it could be from anywhere and is dropped. Without a boundary (a
 *   browser's first request) nothing is passed on.
 * - **Programs** that write the header themselves (they send neither Sec-Fetch-Site nor Origin) get through with names
 *   that this instance has set.
 * - `__Host-` cookies must have the path `/`; they travel under another prefix and get their name back on the way in.
 *
 * Limits: cookies that a script sets with a path above the instance's own don't reach it. A script that floods the
 * browser with cookies until the boundary is dropped can plant one with the path `/notebooks/`; it still reads none.
 * Local storage can't be kept apart by a proxy: only the embedded browser's partitions do that.
 */

const BOUNDARY = 'rockpool-boundary';

/** The `Set-Cookie` value that makes the boundary; 400 days is as long as browsers keep a cookie. */
export const boundaryCookie = `${BOUNDARY}=1; Path=/notebooks/; Max-Age=34560000; HttpOnly; SameSite=Lax`;

const hostPrefix = /^__Host-/i;
const HIDDEN_PREFIX = '__Rockpool-Host-';

function nameOf(pair: string): string {
  const at = pair.indexOf('=');
  return at < 0 ? '' : pair.slice(0, at).trim();
}

/** What of a `Cookie` header may reach an instance. */
export interface OwnCookies {
  /** The header to pass on; undefined if nothing is left. */
  header: string | undefined;
  /** True if the request came with the boundary. */
  bounded: boolean;
}

/**
 * Picks what belongs to the instance out of a `Cookie` header.
 * @param known the names that this instance has set, as the client knows them; used for programs only
 */
export function ownCookies(header: string, browser: boolean, known: ReadonlySet<string>): OwnCookies {
  const pairs = header.split(';').map(pair => pair.trim());
  const boundary = pairs.findIndex(pair => nameOf(pair) === BOUNDARY);
  const own = browser
    ? pairs.slice(0, Math.max(boundary, 0))
    : pairs.filter((pair, at) => known.has(nameOf(pair)) && firstOfItsName(pairs, at));
  const shown = own.map(pair =>
    pair.startsWith(HIDDEN_PREFIX) ? `__Host-${pair.slice(HIDDEN_PREFIX.length)}` : pair,
  );
  return { header: shown.length > 0 ? shown.join('; ') : undefined, bounded: boundary >= 0 };
}

function firstOfItsName(pairs: readonly string[], at: number): boolean {
  const name = nameOf(pairs[at] ?? '');
  return pairs.findIndex(pair => nameOf(pair) === name) === at;
}

/** A cookie that an instance sets, as its browser gets it. */
export interface ConfinedCookie {
  name: string;
  header: string;
}

/**
 * A `Set-Cookie` value with its path moved below the prefix and its domain gone. Paths below the prefix stay; where
 * the prefix is stripped on the way in (`rewrite`) others move below it, else they become the prefix itself. Without
 * a path it stays without: the default is the folder of the request. Undefined for the name of the boundary.
 */
export function confine(setCookie: string, prefix: string, rewrite: boolean): ConfinedCookie | undefined {
  const [pair = '', ...attributes] = setCookie.split(';').map(part => part.trim());
  const hidden = pair.replace(hostPrefix, HIDDEN_PREFIX);
  const name = nameOf(hidden);
  if (name === BOUNDARY) return undefined;
  const kept: string[] = [];
  let path: string | undefined;
  for (const attribute of attributes) {
    const [key = '', ...value] = attribute.split('=');
    const kind = key.trim().toLowerCase();
    if (kind === 'path') path = value.join('=').trim();
    else if (kind !== 'domain') kept.push(attribute);
  }
  if (path !== undefined) kept.unshift(`Path=${confinedPath(path, prefix, rewrite)}`);
  return { name, header: [hidden, ...kept].join('; ') };
}

function confinedPath(path: string, prefix: string, rewrite: boolean): string {
  if (path.startsWith(`${prefix}/`)) return path;
  if (path === prefix || !rewrite || !path.startsWith('/')) return `${prefix}/`;
  return prefix + path;
}
