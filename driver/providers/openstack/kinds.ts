import {
  allOf,
  type Cloud,
  flavors,
  floatingIps,
  images,
  isBadRequest,
  isConflict,
  isNotFound,
  isOpenStackError,
  isPreconditionFailed,
  keypairs,
  networks,
  ports,
  securityGroups,
  serverGroups,
  servers,
  snapshots,
  volumes,
} from 'openstack-ts';
import { RockpoolError } from '../../model/errors';
import { type ResourceKind, resourceWords } from '../../model/resource';
import { stillUsed } from './messages';
import type { Project } from './project';

/** What of a cloud carries our marks. */
export type Kind = Exclude<ResourceKind, 'container'>;

/** Lists of a project's things: complete, or they throw. */
export type Listings = ReturnType<typeof listingsOf>;

export function listingsOf({ read }: Project) {
  type Ask<T> = (cloud: Cloud, options: { signal: AbortSignal }) => AsyncIterable<T>;
  const list =
    <T>(what: string, ask: Ask<T>) =>
    (signal: AbortSignal): Promise<T[]> =>
      read(`list its ${what}`, cloud => allOf(ask(cloud, { signal })));
  /** Block Storage is a service that a cloud may lack. */
  const ofVolumes = <T>(what: string, ask: Ask<T>) =>
    list(what, async function* (cloud, options) {
      try {
        yield* ask(cloud, options);
      } catch (error) {
        if (!isOpenStackError(error) || error.code !== 'NoService') throw error;
      }
    });
  return {
    servers: list('machines', (cloud, options) => servers.list(cloud, {}, options)),
    volumes: ofVolumes('volumes', (cloud, options) => volumes.list(cloud, {}, options)),
    snapshots: ofVolumes('snapshots', (cloud, options) => snapshots.list(cloud, {}, options)),
    images: list('images', (cloud, options) => images.list(cloud, {}, options)),
    ports: list('ports', (cloud, options) => ports.list(cloud, {}, options)),
    groups: list('security groups', (cloud, options) => securityGroups.list(cloud, {}, options)),
    floatingIps: list('floating addresses', (cloud, options) => floatingIps.list(cloud, {}, options)),
    keypairs: list('key pairs', keypairs.list),
    serverGroups: list('groups of servers', serverGroups.list),
    flavors: list('flavors', (cloud, options) => flavors.list(cloud, {}, options)),
    networks: list('networks', networks.listUsable),
  };
}

type Remove = (
  cloud: Cloud,
  id: string,
  options: { signal: AbortSignal; ifMatch?: number | undefined },
) => Promise<void>;

const ends: Record<Kind, readonly [doing: string, remove: Remove]> = {
  server: ['end a machine', servers.remove],
  volume: ['end a volume', volumes.remove],
  snapshot: ['end a snapshot', snapshots.remove],
  image: ['end an image', images.remove],
  port: ['end a port', ports.remove],
  securityGroup: ['end a security group', securityGroups.remove],
  floatingIp: ['give a floating address back', floatingIps.remove],
  keypair: ['end a key pair', keypairs.remove],
  serverGroup: ['end a group of servers', serverGroups.remove],
};

/**
 * Asks for the end of one thing. `used`: something still needs it, or it is busy; ask again. `changed`: it is not as it
 * was seen.
 * @param options.ifMatch the revision of a security group
 * @param options.explains `used` is an error that has the cloud's words
 * @throws RockpoolError
 */
export function endThing(
  { write, where }: Project,
  kind: Kind,
  id: string,
  options: { signal: AbortSignal; ifMatch?: number | undefined; explains?: boolean | undefined },
): Promise<'accepted' | 'gone' | 'used' | 'changed'> {
  const [doing, remove] = ends[kind];
  return write(doing, async cloud => {
    try {
      await remove(cloud, id, options);
      return 'accepted';
    } catch (error) {
      if (isNotFound(error)) return 'gone';
      if (isPreconditionFailed(error)) return 'changed';
      // Cinder says 400 of what is attached, or busy.
      const isUsed = isConflict(error) || (isBadRequest(error) && ['volume', 'snapshot'].includes(kind));
      if (!isUsed) throw error;
      if (!options.explains) return 'used';
      throw new RockpoolError(stillUsed(where, resourceWords[kind], error.said), { cause: error });
    }
  });
}
