import type { Server } from 'openstack-ts';

/** Servers that listings have shown. */
export interface RememberedServers {
  note(server: Server): void;
  /** Undefined: none has shown it, or so long ago that it is forgotten. */
  get(id: string): Server | undefined;
  /** As it was last seen, where no more than its id is told now. */
  whole(server: Server): Server;
  /** With those that were there: volumes and ports of a server that is gone may have no mark of their own. */
  withThem(listed: readonly Server[]): Server[];
}

const MOST = 20_000;

export function rememberServers(): RememberedServers {
  const seen = new Map<string, Server>();
  return {
    get: id => seen.get(id),
    note(server) {
      seen.delete(server.id);
      seen.set(server.id, server);
      const [oldest] = seen.keys();
      if (seen.size > MOST && oldest !== undefined) seen.delete(oldest);
    },
    whole: server => (server.isPartial ? (seen.get(server.id) ?? server) : server),
    withThem(listed) {
      const ids = new Set(listed.map(({ id }) => id));
      return [...listed, ...[...seen.values()].filter(({ id }) => !ids.has(id))];
    },
  };
}
