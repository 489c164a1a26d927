import {
  type Cloud,
  volumes as disks,
  isNotFound,
  servers as machines,
  type Server,
  type Volume,
} from 'openstack-ts';
import type { Clock, Random } from '../../model/clock';
import { isCancelled } from '../../model/errors';
import type { Host } from '../../model/host';
import type { Pool } from '../../model/pool';
import { resourceKey } from '../../model/resource';
import type { Machine, Provider } from '../provider';
import { belongingsOf, endByHand, volumeOwners } from './belongings';
import { creationOf } from './creation';
import { endHost, endServerGroups } from './ending';
import { withFaults } from './faults';
import { floatingAddressOf } from './floating';
import { poolGroup } from './group';
import { endThing, listingsOf } from './kinds';
import { leaseStore } from './leaseStore';
import { lookupsOf } from './lookups';
import { fixedOf, floatingOf, isForWantOfRoom, machineOf } from './machines';
import { blankVolumeNameOf, type Mark, markMetadata, readMetadata } from './marks';
import { projectOf } from './project';
import { engineUrlOf, KEY_NOTE, type Reach } from './reach';
import { rememberServers } from './remembered';
import { serverEndOf } from './serverEnd';
import { type CloudSettings, settingsOf } from './settings';
import { shareListing } from './sharedListing';
import { isLooked, refuseUnseen } from './unseen';
import { countVain } from './vain';
import { distrusted, startedFrom } from './warm/messages';
import { standingOfOrigins } from './warm/origins';
import { STARTED_FROM, withStanding } from './warm/starts';
import { type WarmDependencies, warmOf } from './warm/warm';

export interface OpenstackProviderDependencies {
  cloud: Cloud;
  /** What people call it. */
  where: string;
  controllerId: string;
  /** What people of other Rockpools are told who has a machine. */
  holderName?: string | undefined;
  clock: Clock;
  random: Random;
  settings(): CloudSettings;
  reach: Pick<Reach, 'userData' | 'seen' | 'prepare'>;
  /** Absent: every host starts from the image of the settings. */
  warm?: Pick<WarmDependencies, 'imagesOf' | 'connection'> | undefined;
}

/** Volumes are marked by what was listed just now. */
const RECENT_MS = 2_000;
/** A pool lists its machines so often. */
const LISTED_EVERY_MS = 15_000;
/** What is refused by a quota is the cloud's word; the pool's own limit is DD_MAX_HOSTS. */
const MOST_HOSTS = 10_000;
/** So much of a console is read. */
const CONSOLE_LINES = 2000;

/**
 * Virtual machines of an OpenStack project. A machine's metadata says whose it is, in the call that makes it; its volumes
 * end with it; one security group of the pool lets in SSH alone, and keeps the pool's lease.
 */
export function openstackProvider(
  { id: poolId }: Pick<Pool, 'id'>,
  dependencies: OpenstackProviderDependencies,
): Provider {
  const { cloud, where, controllerId, holderName, clock, random, settings, reach } = dependencies;
  const project = projectOf(cloud, where);
  const listings = listingsOf(project);
  const mark: Omit<Mark, 'hostId'> = {
    ...{ controllerId, poolId },
    ...(holderName === undefined ? {} : { holder: holderName }),
  };
  const share = <T>(ask: (signal: AbortSignal) => Promise<readonly T[]>) => shareListing(ask, clock);
  const remembered = rememberServers();
  const servers = share(async signal => (await listings.servers(signal)).map(remembered.whole));
  const volumes = share(listings.volumes);
  const ports = share(listings.ports);
  const groups = share(listings.groups);
  const floatingIps = share(listings.floatingIps);
  const serverGroups = share(listings.serverGroups);

  const images = share(listings.images);
  const snapshots = share(listings.snapshots);

  const lookups = lookupsOf(where, listings, images, groups, clock);
  const warm =
    dependencies.warm &&
    warmOf({ ...dependencies.warm, project, lookups, images, snapshots, clock, settings, mark });
  const group = poolGroup(poolId, project, groups, clock);
  const creation = creationOf({
    ...{ project, lookups, group, serverGroups, clock, settings, mark, warm },
    userData: reach.userData,
  });
  const ending = {
    ...{ endServer: serverEndOf(project), vain: countVain(), lastSeen: remembered.get },
    ...{ project, poolId, mark, servers, volumes, snapshots, ports, floatingIps, serverGroups, clock },
    isCreating: () => creation.isBusy,
  };
  const complete = withFaults(serverOf);
  /** Of servers, for whoever prepares them. */
  const dataVolumes = new Map<string, string>();

  /** Undefined: there is none such, for certain. */
  function serverOf(id: string, signal: AbortSignal): Promise<Server | undefined> {
    return project.read('tell of a machine', one =>
      machines.get(one, id, { signal }).then(remembered.whole, unlessGone),
    );
  }

  /**
   * Records of hosts whose machine a listing lacks: it may lag, or a part of the cloud may be away. Only what the service
   * says it has not is gone.
   */
  async function unlisted(
    hosts: readonly Host[],
    listed: readonly Server[],
    signal: AbortSignal,
  ): Promise<Server[]> {
    const ids = new Set(listed.map(({ id }) => id));
    const asked = hosts.filter(
      host => isLooked(host) && host.providerId !== undefined && !ids.has(host.providerId),
    );
    const found = await Promise.all(asked.map(({ providerId = '' }) => serverOf(providerId, signal)));
    return found.filter(server => server !== undefined);
  }

  function noteSeen(server: Server): void {
    const { id: serverId, metadata } = server;
    const fixed = fixedOf(server);
    const { hostId, controllerId: whose } = readMetadata(metadata) ?? {};
    if (whose !== controllerId || hostId === undefined || fixed.length === 0) return;
    const [floating] = floatingOf(server);
    const keyNote = metadata[KEY_NOTE];
    reach.seen({ serverId, hostId, poolId, fixed, floating, keyNote });
  }

  /** Nova makes volumes without a mark: they get that of their machine as soon as they are seen, and keep it after it. */
  async function markVolumes(signal: AbortSignal): Promise<void> {
    const all = remembered.withThem(await servers.recent(LISTED_EVERY_MS, signal));
    const owners = volumeOwners(all, await volumes.recent(RECENT_MS, signal));
    for (const { volume, mark: owner, isMarked } of owners) {
      if (owner.poolId !== poolId) continue;
      for (const { serverId } of volume.attachments)
        if (isForData(volume, serverId)) dataVolumes.set(serverId, volume.id);
      if (isMarked) continue;
      await project
        .write('mark a volume', one => disks.setMetadata(one, volume.id, markMetadata(owner), { signal }))
        .catch(() => undefined);
    }
  }

  return {
    hosts: { atLeast: 0, atMost: MOST_HOSTS },
    nameOf: hostId => `vm-${hostId.slice(-8)}`,

    async list(hosts, { signal }) {
      const listed = await servers.fresh(signal);
      const isOurs = ({ metadata }: Server) => readMetadata(metadata)?.poolId === poolId;
      const own = await complete(listed.filter(isOurs), signal);
      const others = await unlisted(hosts, listed, signal);
      refuseUnseen(hosts.filter(isLooked), [...listed, ...others], where);
      const all = [...own, ...others];
      const short = creation.lastRoom?.short ?? [];
      const context = { poolId, where, short, engineUrlOf: (id: string) => engineUrlOf(poolId, id) };
      return all.flatMap((server): Machine[] => {
        const machine = machineOf(server, context);
        if (!machine) return [];
        remembered.note(server);
        noteSeen(server);
        return [machine];
      });
    },

    async create(host, options) {
      const { signal } = options;
      try {
        await creation.create(host, options);
      } catch (error) {
        // Made for a machine that was then refused, it would be left over.
        if (settings().antiAffinity) {
          await servers.fresh(signal).then(
            all => endServerGroups(all, ending, signal),
            () => undefined,
          );
        }
        throw error;
      }
    },
    room: async ({ signal, of }) =>
      of ? creation.roomOf(of.hosts, settingsOf(of.config), signal) : (await creation.room(signal)).hosts,
    async destroy(host, { signal, onLine }) {
      const server = remembered.get(host.providerId ?? '');
      const isShort = (creation.lastRoom?.short.length ?? 0) > 0;
      if (warm && server && hasNotBecomeHost(host, server, isShort)) {
        const bad = await warm.distrust(server, signal).catch(unlessCancelled);
        if (bad !== undefined) onLine?.(distrusted(bad));
      }
      return endHost(host, ending, signal);
    },

    async prepare(host, options) {
      const network = () => lookups.floatingPool(settings().floatingPool ?? '', options.signal);
      const start = remembered.get(host.providerId ?? '')?.metadata[STARTED_FROM];
      if (start !== undefined) options.onLine(startedFrom(start));
      await reach.prepare(host, options, {
        floatingAddress: (one, { signal }) =>
          floatingAddressOf(one, { project, mark, floatingIps, ports, network }, signal),
        async dataVolumeId(serverId, { signal }) {
          if (!dataVolumes.has(serverId)) await markVolumes(signal);
          return dataVolumes.get(serverId);
        },
        consoleLog: (serverId, { signal }) =>
          project.write('show what a machine has printed', one =>
            machines.consoleLog(one, serverId, { lines: CONSOLE_LINES, signal }),
          ),
        noteKey: (serverId, note, { signal }) =>
          project.write('note something with a machine', one =>
            machines.setMetadata(one, serverId, { [KEY_NOTE]: note }, { signal }),
          ),
      });
    },

    ...(warm && { keepStart: warm.keep }),
    get startsPaused() {
      return warm?.paused;
    },

    async resources({ signal }) {
      const [theServers, theVolumes, thePorts, theGroups, addresses, together, copies, theImages, keypairs] =
        await Promise.all([
          // The pool lists them all the time; what belongs to one that came since is too young to be left over.
          servers.recent(LISTED_EVERY_MS, signal),
          volumes.fresh(signal),
          ports.fresh(signal),
          groups.fresh(signal),
          floatingIps.fresh(signal),
          serverGroups.fresh(signal),
          snapshots.fresh(signal),
          images.fresh(signal),
          listings.keypairs(signal),
        ]);
      await markVolumes(signal);
      const seen = {
        ...{
          servers: remembered.withThem(theServers),
          volumes: theVolumes,
          ports: thePorts,
          groups: theGroups,
        },
        ...{ floatingIps: addresses, serverGroups: together, keypairs },
        ...{ snapshots: copies, images: theImages },
      };
      const all = belongingsOf(poolId, seen, controllerId);
      const starts = (await warm?.standing({ images: theImages, snapshots: copies }, signal)) ?? new Map();
      const origins = standingOfOrigins(mark, { volumes: theVolumes, snapshots: copies }, starts);
      return all.map(one => withStanding(one, starts.get(resourceKey(one)) ?? origins.get(resourceKey(one))));
    },

    async release({ kind, id }, { signal }) {
      if (kind === 'container') return 'gone';
      const outcome = await endThing(project, kind, id, { signal, explains: true });
      return outcome === 'gone' ? 'gone' : 'accepted';
    },

    byHand: resource => endByHand(resource) ?? '',

    lease: leaseStore({
      ...{ calls: group.leaseCalls, clock, random, controllerId },
      async isPoolEmpty(signal) {
        if (creation.isBusy) return false;
        const all = await servers.fresh(signal);
        return !all.some(({ isPartial, metadata }) => isPartial || readMetadata(metadata)?.poolId === poolId);
      },
    }),
  };
}

function unlessGone(error: unknown): undefined {
  if (isNotFound(error)) return undefined;
  throw error;
}

/** The empty ones are named by it; of a copy it is told by what can't be booted from. */
function isForData({ name, snapshotId, isBootable }: Volume, serverId: string): boolean {
  return name === blankVolumeNameOf(serverId) || (snapshotId !== undefined && !isBootable);
}

/** It was given up before it served, and not for want of room in the cloud. */
function hasNotBecomeHost({ leaving, history }: Host, { status, fault }: Server, isShort: boolean): boolean {
  if (leaving !== 'failed' || history.some(({ phase }) => phase === 'active')) return false;
  const wasThere = history.some(({ phase }) => phase === 'preparing');
  return wasThere || (status === 'ERROR' && !isShort && !isForWantOfRoom(fault?.message));
}

function unlessCancelled(error: unknown): undefined {
  if (isCancelled(error)) throw error;
}
