/** Where an instance's pages live: its own route on the access proxy, and nothing beside it. */
export interface Home {
  /** `http://127.0.0.1:PORT/notebooks/ROUTE/`, with the slash. */
  readonly url: string;
  owns(url: string): boolean;
}

export function homeOf(instanceUrl: string): Home {
  const home = new URL(instanceUrl);
  home.search = '';
  home.hash = '';
  if (!home.pathname.endsWith('/')) home.pathname += '/';
  const root = home.pathname.slice(0, -1);
  return {
    url: instanceUrl,
    owns(url) {
      if (url === 'about:blank') return true;
      if (url.startsWith('blob:')) return URL.canParse(url) && new URL(url).origin === home.origin;
      if (!URL.canParse(url)) return false;
      const { origin, pathname } = new URL(url);
      return origin === home.origin && (pathname === root || pathname.startsWith(home.pathname));
    },
  };
}

/**
 * What a person means who types `address` into the address field of an instance: a whole address, a path on the
 * proxy, or a path inside the instance. Undefined when it leads out of the instance.
 */
export function resolveAddress(home: Home, address: string): string | undefined {
  const text = address.trim();
  if (text === '') return home.url;
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text);
  const prefix = new URL(home.url).pathname.replace(/\/$/, '');
  const inside =
    whole || text === prefix || text.startsWith(`${prefix}/`) ? text : `./${text.replace(/^\/+/, '')}`;
  if (!URL.canParse(inside, home.url)) return undefined;
  const { href, protocol } = new URL(inside, home.url);
  return /^https?:$/.test(protocol) && home.owns(href) ? href : undefined;
}

/** True for an address that the system's browser may be given. */
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
