import type { Clock, Random } from '../../model/clock';
import { RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import type { Pool } from '../../model/pool';
import { resourceWords } from '../../model/resource';
import type { Machine, Provider } from '../provider';
import { belongingsOf, endByHand, volumeOwners } from './belongings';
import type { CloudCalls, SeenServer } from './calls';
import { creationOf } from './creation';
import { endHost, endServerGroups } from './ending';
import { floatingAddressOf } from './floating';
import { poolGroup } from './group';
import { leaseStore } from './leaseStore';
import { lookupsOf } from './lookups';
import { machineOf } from './machines';
import { type Mark, markMetadata, readMetadata } from './marks';
import { stillUsed } from './messages';
import { engineUrlOf, KEY_NOTE, type Reach } from './reach';
import type { CloudSettings } from './settings';
import { shareListing } from './sharedListing';

export interface OpenstackProviderDependencies {
  calls: CloudCalls;
  controllerId: string;
  /** What people of other Rockpools are told who has a machine. */
  holderName?: string | undefined;
  clock: Clock;
  random: Random;
  settings(): CloudSettings;
  reach: Pick<Reach, 'userData' | 'seen' | 'prepare'>;
}

/** Volumes are marked by what was listed just now. */
const RECENT_MS = 2_000;
const MOST_REMEMBERED = 20_000;
/** What is refused by a quota is the cloud's word; the pool's own limit is DD_MAX_HOSTS. */
const MOST_HOSTS = 10_000;

/**
 * Virtual machines of an OpenStack project. A machine's metadata says whose it is, in the call that makes it; its volumes
 * end with it; one security group of the pool lets in SSH alone, and keeps the pool's lease.
 */
export function openstackProvider(
  { id: poolId }: Pick<Pool, 'id'>,
  dependencies: OpenstackProviderDependencies,
): Provider {
  const { calls, controllerId, holderName, clock, random, settings, reach } = dependencies;
  const { where } = calls;
  const mark: Omit<Mark, 'hostId'> = {
    ...{ controllerId, poolId },
    ...(holderName === undefined ? {} : { holder: holderName }),
  };
  const share = <T>(ask: (signal: AbortSignal) => Promise<readonly T[]>) => shareListing(ask, clock);
  const servers = share(calls.servers);
  const volumes = share(calls.volumes);
  const ports = share(calls.ports);
  const groups = share(calls.groups);
  const floatingIps = share(calls.floatingIps);
  const serverGroups = share(calls.serverGroups);

  const lookups = lookupsOf(calls, groups, clock);
  const group = poolGroup(poolId, calls, groups, clock);
  const creation = creationOf({
    ...{ calls, lookups, group, serverGroups, clock, settings, mark },
    userData: reach.userData,
  });
  const ending = {
    ...{ calls, poolId, mark, servers, volumes, ports, floatingIps, serverGroups, clock },
    isCreating: () => creation.isBusy,
  };
  /** All that were listed: what they have left is told by them. */
  const remembered = new Map<string, SeenServer>();
  /** Of servers, for whoever prepares them. */
  const dataVolumes = new Map<string, string>();

  /**
   * Records of hosts whose machine a listing lacks: it may lag, or a part of the cloud may be away. Only what the service
   * says it has not is gone.
   */
  async function unlisted(
    hosts: readonly Host[],
    listed: readonly SeenServer[],
    signal: AbortSignal,
  ): Promise<SeenServer[]> {
    const ids = new Set(listed.map(({ id }) => id));
    const asked = hosts.filter(
      ({ providerId, phase }) =>
        providerId !== undefined && !ids.has(providerId) && phase !== 'removing' && phase !== 'removed',
    );
    const found = await Promise.all(asked.map(({ providerId = '' }) => calls.server(providerId, signal)));
    return found.filter(server => server !== undefined);
  }

  function noteSeen(server: SeenServer): void {
    const { id: serverId, metadata, fixed, floating } = server;
    const { hostId, controllerId: whose } = readMetadata(metadata) ?? {};
    if (whose !== controllerId || hostId === undefined || fixed.length === 0) return;
    const [address] = floating;
    const keyNote = metadata[KEY_NOTE];
    reach.seen({ serverId, hostId, poolId, fixed, floating: address, keyNote });
  }

  function remember(server: SeenServer): void {
    remembered.delete(server.id);
    remembered.set(server.id, server);
    const [oldest] = remembered.keys();
    if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  }
  /** With those that were there: volumes and ports of a server that is gone may have no mark of their own. */
  function withRemembered(listed: readonly SeenServer[]): SeenServer[] {
    const ids = new Set(listed.map(({ id }) => id));
    return [...listed, ...[...remembered.values()].filter(({ id }) => !ids.has(id))];
  }

  /** Nova makes volumes without a mark: they get that of their machine as soon as they are seen, and keep it after it. */
  async function markVolumes(signal: AbortSignal): Promise<void> {
    const all = withRemembered(await servers.recent(RECENT_MS, signal));
    const owners = volumeOwners(all, await volumes.recent(RECENT_MS, signal));
    for (const { volume, mark: owner, isMarked } of owners) {
      if (owner.poolId !== poolId) continue;
      for (const id of volume.serverIds)
        if (volume.name === `${id}-blank-vol`) dataVolumes.set(id, volume.id);
      if (!isMarked) await calls.markVolume(volume.id, markMetadata(owner), signal).catch(() => undefined);
    }
  }

  return {
    hosts: { atLeast: 0, atMost: MOST_HOSTS },
    nameOf: hostId => `vm-${hostId.slice(-8)}`,

    async list(hosts, { signal }) {
      const listed = await servers.fresh(signal);
      const all = [...listed, ...(await unlisted(hosts, listed, signal))];
      const short = creation.lastRoom?.short ?? [];
      const context = { poolId, where, short, engineUrlOf: (id: string) => engineUrlOf(poolId, id) };
      return all.flatMap((server): Machine[] => {
        const machine = machineOf(server, context);
        if (!machine) return [];
        remember(server);
        noteSeen(server);
        return [machine];
      });
    },

    async create(host, { signal }) {
      try {
        await creation.create(host, signal);
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
    room: async ({ signal }) => (await creation.room(signal)).hosts,
    destroy: (host, { signal }) => endHost(host, ending, signal),

    async prepare(host, options) {
      const network = () => lookups.floatingPool(settings().floatingPool ?? '', options.signal);
      await reach.prepare(host, options, {
        floatingAddress: (one, { signal }) =>
          floatingAddressOf(one, { calls, mark, floatingIps, ports, network }, signal),
        async dataVolumeId(serverId, { signal }) {
          if (!dataVolumes.has(serverId)) await markVolumes(signal);
          return dataVolumes.get(serverId);
        },
        consoleLog: (serverId, { signal }) => calls.consoleLog(serverId, signal),
        noteKey: (serverId, note, { signal }) => calls.noteServer(serverId, { [KEY_NOTE]: note }, signal),
      });
    },

    async resources({ signal }) {
      const [theServers, theVolumes, thePorts, theGroups, addresses, together, snapshots, images, keypairs] =
        await Promise.all([
          servers.fresh(signal),
          volumes.fresh(signal),
          ports.fresh(signal),
          groups.fresh(signal),
          floatingIps.fresh(signal),
          serverGroups.fresh(signal),
          calls.snapshots(signal),
          calls.images(signal),
          calls.keypairs(signal),
        ]);
      await markVolumes(signal);
      const seen = {
        ...{ servers: withRemembered(theServers), volumes: theVolumes, ports: thePorts, groups: theGroups },
        ...{ floatingIps: addresses, serverGroups: together, snapshots, images, keypairs },
      };
      return belongingsOf(poolId, seen, controllerId);
    },

    async release({ kind, id }, { signal }) {
      if (kind === 'container') return 'gone';
      const outcome = await calls.remove(kind, id, signal);
      if (outcome === 'used') throw new RockpoolError(stillUsed(where, resourceWords[kind], undefined));
      return outcome === 'gone' ? 'gone' : 'accepted';
    },

    byHand: resource => endByHand(resource) ?? '',

    lease: leaseStore({
      ...{ calls: group.leaseCalls, clock, random, controllerId },
      async isPoolEmpty(signal) {
        if (creation.isBusy) return false;
        const all = await servers.fresh(signal);
        return !all.some(({ metadata }) => readMetadata(metadata)?.poolId === poolId);
      },
    }),
  };
}
