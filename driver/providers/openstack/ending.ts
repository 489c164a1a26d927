import {
  volumes as disks,
  type FloatingIp,
  type Port,
  type Server,
  type ServerGroup,
  type Snapshot,
  type Volume,
} from 'openstack-ts';
import type { Clock } from '../../model/clock';
import type { Host } from '../../model/host';
import { type ServerOfVolumes, volumeOwners } from './belongings';
import { endThing } from './kinds';
import { type Mark, markMetadata, markText, readMetadata, readText } from './marks';
import type { Project } from './project';
import type { ServerEnd } from './serverEnd';
import type { SharedListing } from './sharedListing';
import { refuseUnseen } from './unseen';
import type { Vain } from './vain';
import { copiedVolumes, isOrigin, originNote } from './warm/origins';

export interface EndingDependencies {
  project: Project;
  endServer: ServerEnd;
  vain: Vain;
  /** A server as it was last listed; undefined: nobody remembers. */
  lastSeen(id: string): Server | undefined;
  poolId: string;
  mark: Omit<Mark, 'hostId'>;
  servers: SharedListing<Server>;
  volumes: SharedListing<Volume>;
  snapshots: SharedListing<Snapshot>;
  ports: SharedListing<Port>;
  floatingIps: SharedListing<FloatingIp>;
  serverGroups: SharedListing<ServerGroup>;
  clock: Clock;
  /** True while a machine is being asked for. */
  isCreating(): boolean;
}

/**
 * Asks for the end of a host's server, and, once that is gone, of what it has left: volumes, ports, floating addresses, and
 * with the last host the group of servers. It has ended when listings that began after the server was gone show nothing but
 * volumes that its copy holds.
 */
export async function endHost(
  host: Pick<Host, 'id' | 'providerId' | 'askedId' | 'createdAt'>,
  dependencies: EndingDependencies,
  signal: AbortSignal,
): Promise<'accepted' | 'gone'> {
  const { id: hostId } = host;
  // It may have been there and gone before any listing showed it.
  const providerId = host.providerId ?? host.askedId;
  const { project, poolId, endServer, vain, lastSeen } = dependencies;
  if (providerId !== undefined && (await endServer(providerId, signal)) !== 'gone') return 'accepted';
  const isIts = (mark: Mark | undefined) => mark?.poolId === poolId && mark.hostId === hostId;
  const [servers, volumes, ports, floatingIps] = await Promise.all([
    dependencies.servers.fresh(signal),
    dependencies.volumes.fresh(signal),
    dependencies.ports.fresh(signal),
    dependencies.floatingIps.fresh(signal),
  ]);
  // A create whose answer was lost may have made one, or a second.
  const own = servers.filter(({ metadata }) => isIts(readMetadata(metadata)));
  await eachOf(own, ({ id }) => endServer(id, signal));
  if (own.length > 0) return 'accepted';
  refuseUnseen([host], servers, project.where);

  // One that is gone, as far as what it has left is told by it.
  const ghost = { metadata: markMetadata({ ...dependencies.mark, hostId }), volumes: [] };
  const attached = providerId === undefined ? undefined : lastSeen(providerId)?.volumes;
  const known: ServerOfVolumes[] =
    providerId === undefined ? [] : [{ ...ghost, volumes: attached ?? [], id: providerId }];
  const disksLeft = volumeOwners([...servers, ...known], volumes)
    .filter(({ mark }) => isIts(mark))
    .map(({ volume }) => volume);
  const ending = await withoutOrigins(hostId, disksLeft, dependencies, signal);
  const left = [
    ...ending.map(({ id }) => ['volume', id] as const),
    ...ports
      .filter(({ deviceId }) => deviceId !== '' && deviceId === providerId)
      .map(({ id }) => ['port', id] as const),
    ...floatingIps
      .filter(({ description }) => isIts(readText(description)))
      .map(({ id }) => ['floatingIp', id] as const),
  ];
  const explains = left.length > 0 && vain.ask(hostId);
  await eachOf(left, ([kind, id]) => endThing(project, kind, id, { signal, explains }));
  if (left.length > 0) return 'accepted';
  vain.forget(hostId);

  return endServerGroups(servers, dependencies, signal);
}

/** What was copied of a host can't be ended before the copy: it goes over to that, which is noted. @returns the others */
async function withoutOrigins(
  hostId: string,
  left: readonly Volume[],
  { project, mark, snapshots }: EndingDependencies,
  signal: AbortSignal,
): Promise<readonly Volume[]> {
  if (left.length === 0) return left;
  const copied = copiedVolumes(mark, await snapshots.fresh(signal));
  const origins = left.filter(({ id }) => copied.has(id));
  const notes = { ...markMetadata({ ...mark, hostId }), ...originNote };
  await eachOf(
    origins.filter(volume => !isOrigin(volume)),
    ({ id }) =>
      project.write('note something with a volume', cloud => disks.setMetadata(cloud, id, notes, { signal })),
  );
  return left.filter(({ id }) => !copied.has(id));
}

/** What one of them is refused by does not hold up the others. @throws what the first did */
async function eachOf<T>(things: readonly T[], end: (thing: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const thing of things) await end(thing).catch(error => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** Ends the group of servers where the pool has no server that could be in it. */
export async function endServerGroups(
  servers: readonly Pick<Server, 'metadata' | 'isPartial'>[],
  { project, serverGroups, mark, poolId, isCreating }: EndingDependencies,
  signal: AbortSignal,
): Promise<'accepted' | 'gone'> {
  const isNeeded = servers.some(
    ({ metadata, isPartial }) => isPartial || readMetadata(metadata)?.poolId === poolId,
  );
  if (isNeeded || isCreating()) return 'gone';
  const name = markText(mark);
  const own = (await serverGroups.fresh(signal)).filter(one => one.name === name);
  for (const { id } of own) await endThing(project, 'serverGroup', id, { signal });
  return own.length > 0 ? 'accepted' : 'gone';
}
