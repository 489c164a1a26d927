/** What `publicLocation` needs to know about the two sides. */
export interface Sides {
  /** `/notebooks/<route>`. */
  prefix: string;
  /** `host:port` under which the target may know itself, lower case: its own, and the proxy's as it was told. */
  hosts: readonly string[];
}

// An authority may be ended by a backslash, too: browsers read it as a slash.
const absolute = /^(?:https?:)?\/\/([^/\\?#]*)(.*)$/is;

/**
 * The address of a redirect as a browser in front of the proxy must see it (`proxy_redirect`). What points at the
 * target (absolute, without scheme, or by path alone) becomes a path below the prefix; what is there already, is
 * relative to the page, or points elsewhere stays as it is. Says the same of its own result.
 */
export function publicLocation(location: string, { prefix, hosts }: Sides): string {
  const match = absolute.exec(location);
  if (match) {
    const [, host = '', rest = ''] = match;
    if (!hosts.includes(host.toLowerCase()) || rest.startsWith('\\')) return location;
    return below(rest.startsWith('/') ? rest : `/${rest}`, prefix);
  }
  if (!location.startsWith('/') || location.startsWith('/\\')) return location;
  return below(location, prefix);
}

/** `Refresh: 3; url=…` redirects as `Location` does. */
export function publicRefresh(refresh: string, sides: Sides): string {
  const match = /^(\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?["']?)(.*?)(["']?\s*)$/is.exec(refresh);
  if (!match) return refresh;
  const [, before = '', url = '', after = ''] = match;
  return before + publicLocation(url, sides) + after;
}

/** A path, put below the prefix unless it is there. */
export function below(path: string, prefix: string): string {
  return path.startsWith(prefix) && /^(?:[/?#]|$)/.test(path.slice(prefix.length)) ? path : prefix + path;
}
