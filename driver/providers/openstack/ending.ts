import type { Clock } from '../../model/clock';
import type { Host } from '../../model/host';
import { volumeOwners } from './belongings';
import type { CloudCalls, SeenFloatingIp, SeenPort, SeenServer, SeenVolume } from './calls';
import { type Mark, markText, readMetadata, readText } from './marks';
import type { SharedListing } from './sharedListing';

export interface EndingDependencies {
  calls: CloudCalls;
  poolId: string;
  mark: Omit<Mark, 'hostId'>;
  servers: SharedListing<SeenServer>;
  volumes: SharedListing<SeenVolume>;
  ports: SharedListing<SeenPort>;
  floatingIps: SharedListing<SeenFloatingIp>;
  serverGroups: SharedListing<{ id: string; name: string }>;
  clock: Clock;
  /** True while a machine is being asked for. */
  isCreating(): boolean;
}

/**
 * Asks for the end of a host's server, and, once that is gone, of what it has left: volumes, ports, floating addresses, and
 * with the last host the group of servers. It has ended when listings that began after the server was gone show nothing.
 */
export async function endHost(
  { id: hostId, providerId }: Pick<Host, 'id' | 'providerId'>,
  dependencies: EndingDependencies,
  signal: AbortSignal,
): Promise<'accepted' | 'gone'> {
  const { calls, poolId } = dependencies;
  if (providerId !== undefined && (await calls.remove('server', providerId, signal)) !== 'gone')
    return 'accepted';
  const isIts = (mark: Mark | undefined) => mark?.poolId === poolId && mark.hostId === hostId;
  const [servers, volumes, ports, floatingIps] = await Promise.all([
    dependencies.servers.fresh(signal),
    dependencies.volumes.fresh(signal),
    dependencies.ports.fresh(signal),
    dependencies.floatingIps.fresh(signal),
  ]);
  // A create whose answer was lost may have made one, or a second.
  const own = servers.filter(({ metadata }) => isIts(readMetadata(metadata)));
  for (const { id } of own) await calls.remove('server', id, signal);
  if (own.length > 0) return 'accepted';

  const known: SeenServer[] =
    providerId === undefined ? [] : [ghost(providerId, { ...dependencies.mark, hostId })];
  const left = [
    ...volumeOwners([...servers, ...known], volumes)
      .filter(({ mark }) => isIts(mark))
      .map(({ volume: { id } }) => ['volume', id] as const),
    ...ports
      .filter(({ deviceId }) => deviceId !== '' && deviceId === providerId)
      .map(({ id }) => ['port', id] as const),
    ...floatingIps
      .filter(({ description }) => isIts(readText(description)))
      .map(({ id }) => ['floatingIp', id] as const),
  ];
  for (const [kind, id] of left) await calls.remove(kind, id, signal);
  if (left.length > 0) return 'accepted';

  return endServerGroups(servers, dependencies, signal);
}

/** A server that is gone, as far as what it has left is told by it. */
function ghost(id: string, mark: Mark): SeenServer {
  const metadata = {
    rockpool_controller: mark.controllerId,
    rockpool_pool: mark.poolId,
    rockpool_host: mark.hostId ?? '',
  };
  return { id, name: '', metadata, status: 'DELETED', fixed: [], floating: [], volumeIds: [] };
}

/** Ends the group of servers where the pool has no server that could be in it. */
export async function endServerGroups(
  servers: readonly SeenServer[],
  { calls, serverGroups, mark, poolId, isCreating }: EndingDependencies,
  signal: AbortSignal,
): Promise<'accepted' | 'gone'> {
  const isNeeded = servers.some(({ metadata }) => readMetadata(metadata)?.poolId === poolId);
  if (isNeeded || isCreating()) return 'gone';
  const name = markText(mark);
  const own = (await serverGroups.fresh(signal)).filter(one => one.name === name);
  for (const { id } of own) await calls.remove('serverGroup', id, signal);
  return own.length > 0 ? 'accepted' : 'gone';
}
