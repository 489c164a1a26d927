import type { Server } from 'openstack-ts';

const MOST_KNOWN = 1_000;

/**
 * Servers with the fault that they are in ERROR for. A listing of Nova leaves it out of those that no node has ever had,
 * and "no valid host" is just that: they are asked for one by one, each once.
 * @param ask one server; undefined: it is gone
 */
export function withFaults(ask: (id: string, signal: AbortSignal) => Promise<Server | undefined>) {
  const known = new Map<string, NonNullable<Server['fault']>>();

  async function complete(server: Server, signal: AbortSignal): Promise<Server | undefined> {
    if (!lacksFault(server)) return server;
    const fault = known.get(server.id);
    if (fault) return { ...server, fault };
    const alone = await ask(server.id, signal);
    if (alone?.fault) known.set(server.id, alone.fault);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return alone;
  }
  return async (servers: readonly Server[], signal: AbortSignal): Promise<readonly Server[]> => {
    if (!servers.some(lacksFault)) return servers;
    const all = await Promise.all(servers.map(server => complete(server, signal)));
    return all.filter(one => one !== undefined);
  };
}

const lacksFault = ({ status, fault }: Server): boolean => status === 'ERROR' && fault === undefined;
