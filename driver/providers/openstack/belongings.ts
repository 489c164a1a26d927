import type {
  FloatingIp,
  Image,
  Keypair,
  Port,
  SecurityGroup,
  Server,
  ServerGroup,
  Snapshot,
  Volume,
} from 'openstack-ts';
import type { Resource, ResourceKind } from '../../model/resource';
import { readLeaseText } from './leaseText';
import { belongingOf, blankVolumeNameOf, groupNameOf, type Mark, readMetadata, readText } from './marks';
import { isOwnImage } from './warm/starts';

/** A server, as far as it says whose volumes are. */
export type ServerOfVolumes = Pick<Server, 'id' | 'metadata' | 'volumes'>;
type VolumeOfServer = Pick<Volume, 'id' | 'name' | 'metadata' | 'createdAt'>;

/** What a project has, of all kinds, as far as it says whose it is. */
export interface Seen {
  servers: readonly ServerOfVolumes[];
  volumes: readonly VolumeOfServer[];
  snapshots: readonly Pick<Snapshot, 'id' | 'name' | 'metadata' | 'createdAt'>[];
  images: readonly Pick<Image, 'id' | 'name' | 'properties' | 'createdAt'>[];
  ports: readonly Pick<Port, 'id' | 'name' | 'deviceId' | 'securityGroupIds' | 'createdAt'>[];
  groups: readonly Pick<SecurityGroup, 'id' | 'name' | 'description' | 'createdAt'>[];
  floatingIps: readonly Pick<FloatingIp, 'id' | 'address' | 'description'>[];
  keypairs: readonly Pick<Keypair, 'name'>[];
  serverGroups: readonly Pick<ServerGroup, 'id' | 'name'>[];
}

/**
 * Whose volumes are: by their own mark, or by the server with which they end. Nova makes volumes without a mark; it names
 * the empty ones after their server. What is attached to a host and doesn't end with it is somebody's own.
 */
export function volumeOwners<T extends VolumeOfServer>(
  servers: readonly ServerOfVolumes[],
  volumes: readonly T[],
): { volume: T; mark: Mark; isMarked: boolean }[] {
  const byVolume = new Map<string, Mark>();
  const byName = new Map<string, Mark>();
  for (const { id, metadata, volumes: attached } of servers) {
    const mark = readMetadata(metadata);
    if (!mark) continue;
    byName.set(blankVolumeNameOf(id), mark);
    for (const volume of attached) if (volume.endsWithServer) byVolume.set(volume.id, mark);
  }
  return volumes.flatMap((volume): { volume: T; mark: Mark; isMarked: boolean }[] => {
    const own = readMetadata(volume.metadata);
    if (own) return [{ volume, mark: own, isMarked: true }];
    const mark = byVolume.get(volume.id) ?? byName.get(volume.name);
    return mark ? [{ volume, mark, isMarked: false }] : [];
  });
}

/**
 * Everything of the pool besides servers. A port has no mark: it is known by the pool's group, which only its machines
 * have, and belongs to the host of its server, or, where there is none any more, to nothing that is there.
 * @param self whose the pool's group is where nobody has the lease
 */
export function belongingsOf(poolId: string, seen: Seen, self: string): Resource[] {
  const isOfPool = (mark: Mark | undefined): mark is Mark => mark?.poolId === poolId;
  const made = (createdAt: number | undefined) => (createdAt === undefined ? {} : { createdAt });
  const groups = seen.groups.filter(({ name }) => name === groupNameOf(poolId));
  const leases = groups.map(({ description }) => readLeaseText(description));
  const holder = leases.find(lease => lease)?.holder ?? self;
  const hosts = new Map(seen.servers.map(({ id, metadata }) => [id, readMetadata(metadata)]));
  const groupIds = new Set(groups.map(({ id }) => id));

  const marked = (kind: ResourceKind, things: readonly VolumeOfServer[]) =>
    things.flatMap(({ id, name, metadata, createdAt }): Resource[] => {
      const mark = readMetadata(metadata);
      return isOfPool(mark) ? [{ kind, id, name: name || id, ...belongingOf(mark), ...made(createdAt) }] : [];
    });
  const named = (kind: ResourceKind, things: readonly { id: string; name: string; text: string }[]) =>
    things.flatMap(({ id, name, text }): Resource[] => {
      const mark = readText(text);
      return isOfPool(mark) ? [{ kind, id, name, ...belongingOf(mark) }] : [];
    });

  return [
    ...seen.ports.flatMap((port): Resource[] => {
      const mark = hosts.get(port.deviceId);
      // Somebody may have put a machine of his own into the group: its port is none of the pool's.
      const isAnothers = hosts.has(port.deviceId) && !isOfPool(mark);
      const isOurs = isOfPool(mark) || port.securityGroupIds.some(id => groupIds.has(id));
      if (isAnothers || !isOurs) return [];
      const controllerId = mark?.controllerId ?? holder;
      const hostId = mark?.hostId ?? (port.deviceId || port.id);
      const base = { kind: 'port' as const, id: port.id, name: port.name || port.id };
      return [{ ...base, controllerId, hostId, ...made(port.createdAt) }];
    }),
    ...volumeOwners(seen.servers, seen.volumes)
      .filter(({ mark }) => mark.poolId === poolId)
      .map(({ volume: { id, name, createdAt }, mark }): Resource => {
        return { kind: 'volume', id, name: name || id, ...belongingOf(mark), ...made(createdAt) };
      }),
    ...marked('snapshot', seen.snapshots),
    ...marked(
      'image',
      // Metadata of an image are properties of it, and may be those of another.
      seen.images
        .filter(({ properties }) => isOwnImage(properties))
        .map(image => ({ ...image, metadata: image.properties })),
    ),
    ...groups.map(({ id, name, createdAt }, index): Resource => {
      const lease = leases[index];
      const base = { kind: 'securityGroup' as const, id, name, ...made(createdAt) };
      return lease
        ? { ...base, controllerId: lease.holder, holdsLease: true }
        : { ...base, controllerId: holder };
    }),
    ...named(
      'floatingIp',
      seen.floatingIps.map(({ id, address, description }) => ({ id, name: address, text: description })),
    ),
    ...named(
      'keypair',
      seen.keypairs.map(({ name }) => ({ id: name, name, text: name })),
    ),
    ...named(
      'serverGroup',
      seen.serverGroups.map(({ id, name }) => ({ id, name, text: name })),
    ),
  ];
}

/** Where the client's words for a kind begin. */
const commands: Record<Exclude<ResourceKind, 'container'>, string> = {
  server: 'server',
  port: 'port',
  volume: 'volume',
  snapshot: 'volume snapshot',
  image: 'image',
  securityGroup: 'security group',
  keypair: 'keypair',
  floatingIp: 'floating ip',
  serverGroup: 'server group',
};

/** The command of OpenStack's own client by which a person ends it; undefined: it is none of a cloud's. */
export function endByHand({ kind, id }: Pick<Resource, 'kind' | 'id'>): string | undefined {
  if (kind === 'container') return undefined;
  return `openstack ${commands[kind]} delete ${/^[\w.-]+$/.test(id) ? id : `'${id.replaceAll("'", String.raw`'\''`)}'`}`;
}
