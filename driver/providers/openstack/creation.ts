import {
  serverGroups as groupsOfServers,
  isOpenStackError,
  projectQuotas,
  type ServerGroup,
  servers,
} from 'openstack-ts';
import type { Clock } from '../../model/clock';
import { isRockpoolError, RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import type { CreateOptions, WantedHosts } from '../provider';
import type { PoolGroup } from './group';
import { hostQuotas } from './hostRoom';
import type { Lookups } from './lookups';
import { type Mark, markText } from './marks';
import { quotaReached, volumeTypeTooOld } from './messages';
import type { Project } from './project';
import { type Quota, type Room, roomForAll, roomWithin } from './room';
import type { CloudSettings } from './settings';
import type { SharedListing } from './sharedListing';
import { shareWork } from './sharedWork';
import type { Warm } from './warm/warm';
import { serverWish, type Wish } from './wish';

export interface CreationDependencies {
  project: Project;
  lookups: Lookups;
  group: PoolGroup;
  serverGroups: SharedListing<ServerGroup>;
  clock: Clock;
  settings(): CloudSettings;
  mark: Omit<Mark, 'hostId'>;
  /** What cloud-init is given, in base64. */
  userData(host: Host): Promise<string>;
  /** What hosts start from, where they don't do so from the image alone. */
  warm?: Pick<Warm, 'look' | 'startFor' | 'forget'> | undefined;
}

/** Asking for machines, and how many there is room for. */
export interface Creation {
  /** @param onId told the id of the machine, once the cloud has said it */
  create(host: Host, options: CreateOptions): Promise<void>;
  /** For hosts of the flavor that was asked for last, else of the one that is most likely next. */
  room(signal: AbortSignal): Promise<Room>;
  /** For how many of these there would be room under these settings. */
  roomOf(hosts: WantedHosts['hosts'], under: CloudSettings, signal: AbortSignal): Promise<number>;
  /** What was found at the last look at the quotas. */
  readonly lastRoom: Room | undefined;
  /** True while a machine is being asked for. */
  readonly isBusy: boolean;
}

/** Quotas are looked at every quarter of a minute. */
const ROOM_COUNTS_FOR_MS = 20_000;

interface Wanted {
  flavor: string;
  slots: number;
}
/** What all machines of a flavor are made of. */
interface Parts {
  made: Pick<Wish, 'flavorId' | 'imageId' | 'networkIds' | 'groupIds' | 'serverGroupId'>;
  /** What they may start from. */
  starts: Awaited<ReturnType<Warm['look']>> | undefined;
}

export function creationOf(dependencies: CreationDependencies): Creation {
  const { project, lookups, group, serverGroups, settings, mark, clock, warm } = dependencies;
  let underWay = 0;
  let newest: Wanted | undefined;
  let looked: { wanted: Wanted; at: number; room: Room } | undefined;
  const parts = shareWork<Parts>();
  const keyOf = keysOfParts();
  const serverGroup = shareWork<string>();

  /** The pool's servers are kept apart by one group of the pool. */
  function antiAffinity(signal: AbortSignal): Promise<string> {
    const name = markText(mark);
    return serverGroup.get(name, signal, async within => {
      const all = await serverGroups.fresh(within);
      const there = all.filter(one => one.name === name).sort((a, b) => (a.id < b.id ? -1 : 1))[0];
      const wish = { name, policy: 'anti-affinity' } as const;
      const make = () =>
        project.write('make a group of servers', cloud =>
          groupsOfServers.create(cloud, wish, { signal: within }),
        );
      return (there ?? (await make())).id;
    });
  }

  /** The pool's group as the settings want it. */
  async function ownGroup(
    { sshFrom, masterGroup: name }: Pick<CloudSettings, 'sshFrom' | 'masterGroup'>,
    signal: AbortSignal,
  ): Promise<string> {
    const masterGroupId = name === undefined ? undefined : await lookups.masterGroup(name, signal);
    return group.ensure({ sshFrom, masterGroupId }, signal);
  }

  /** They are found and made side by side: of what depends on each other there is little. */
  async function partsFor(flavorName: string, wanted: CloudSettings, signal: AbortSignal): Promise<Parts> {
    const own = ownGroup(wanted, signal);
    // It may fail while the others are still looked up: it is heard then, too.
    own.catch(() => undefined);
    const [flavor, imageId, networkIds, extraIds, starts] = await Promise.all([
      lookups.flavor(flavorName, signal),
      lookups.image(wanted.image, signal),
      lookups.networks(wanted.network, signal),
      lookups.groups(wanted.extraGroups, 'DD_HOST_EXTRA_SGS', signal),
      warm?.look(signal),
      // Until it is made, or not, a machine is being asked for.
    ]).finally(() => own.catch(() => undefined));
    const groupIds = [await own, ...extraIds];
    const serverGroupId = wanted.antiAffinity ? await antiAffinity(signal) : undefined;
    return { made: { flavorId: flavor.id, imageId, networkIds, groupIds, serverGroupId }, starts };
  }

  async function ask(host: Host, flavorName: string, signal: AbortSignal): Promise<string> {
    const wanted = settings();
    const { availabilityZone, configDrive, volumeType, rootVolumeGb } = wanted;
    const [{ starts, made }, userData] = await Promise.all([
      parts.get(keyOf(flavorName, wanted), signal, within => partsFor(flavorName, wanted, within)),
      dependencies.userData(host),
    ]);
    signal.throwIfAborted();
    const wish: Wish = {
      mark: { ...mark, hostId: host.id },
      flavorId: made.flavorId,
      imageId: made.imageId,
      networkIds: made.networkIds,
      groupIds: made.groupIds,
      serverGroupId: made.serverGroupId,
      configDrive,
      rootVolumeGb,
      userData,
      availabilityZone,
      volumeType,
      dataVolumeGb: Math.ceil(host.slots * wanted.dataVolumeGbPerSlot),
    };
    const start = warm?.startFor(
      { imageId: made.imageId, flavorId: made.flavorId, slots: host.slots },
      starts,
    );
    try {
      const copied = start && (await madeFrom({ ...wish, start }, signal));
      return copied ?? (await askFor(wish, signal));
    } finally {
      // It has one more by now, or may have.
      if (made.serverGroupId !== undefined) serverGroups.forget();
    }
  }

  /** Undefined: it was refused, as is said of what has gone since it was looked at. Nothing was made then. */
  async function madeFrom(wish: Wish, signal: AbortSignal): Promise<string | undefined> {
    try {
      return await askFor(wish, signal);
    } catch (error) {
      const kind = isRockpoolError(error) ? error.value.kind : undefined;
      if (kind !== 'permanent' && kind !== 'input') throw error;
      warm?.forget();
      return undefined;
    }
  }

  /** @returns the id of the machine */
  function askFor(wish: Wish, signal: AbortSignal): Promise<string> {
    return project.write('make a machine', cloud =>
      servers.create(cloud, serverWish(wish), { signal }).then(
        ({ id }) => id,
        error => {
          const isTooOld = isOpenStackError(error) && error.code === 'NoMicroversion';
          if (!isTooOld || wish.volumeType === undefined) throw error;
          throw new RockpoolError(volumeTypeTooOld(project.where, wish.volumeType), { cause: error });
        },
      ),
    );
  }

  /** How many machines the group of the pool has; undefined where they are not kept apart. */
  async function keptApart(
    { antiAffinity }: CloudSettings,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    if (!antiAffinity) return undefined;
    const all = await serverGroups.recent(ROOM_COUNTS_FOR_MS, signal);
    return all.find(({ name }) => name === markText(mark))?.members.length ?? 0;
  }

  /** What each of these takes of the project's quotas, as they are now. */
  async function quotasOf(
    hosts: readonly Wanted[],
    wanted: CloudSettings,
    signal: AbortSignal,
  ): Promise<Quota[][]> {
    const { network, dataVolumeGbPerSlot, rootVolumeGb, floatingPool } = wanted;
    const withFlavor = async ({ flavor, slots }: Wanted) => ({
      ...{ slots, flavor: await lookups.flavor(flavor, signal) },
    });
    const [quotas, apart, found] = await Promise.all([
      project.read('tell its quotas', cloud => projectQuotas.get(cloud, { signal })),
      keptApart(wanted, signal),
      Promise.all(hosts.map(withFlavor)),
    ]);
    const networks = network === 'auto' ? 1 : network.split(',').length;
    const same = { rootVolumeGb, networks, wantsFloating: floatingPool !== undefined, keptApart: apart };
    return found.map(({ slots, flavor }) =>
      hostQuotas(quotas, { ...same, flavor, dataVolumeGb: Math.ceil(slots * dataVolumeGbPerSlot) }),
    );
  }

  async function roomFor(wanted: Wanted, signal: AbortSignal): Promise<Room> {
    const [quotas = []] = await quotasOf([wanted], settings(), signal);
    const room = roomWithin(quotas);
    looked = { wanted, at: clock.monotonic(), room };
    return room;
  }

  /** What a look at the quotas a moment ago has shown: volumes and ports are refused only once there is a server. */
  function refuseWithoutRoom(wanted: Wanted): void {
    const isRecent = looked && clock.monotonic() - looked.at <= ROOM_COUNTS_FOR_MS;
    if (!looked || !isRecent || looked.room.short.length === 0) return;
    const { flavor, slots } = looked.wanted;
    if (flavor === wanted.flavor && slots === wanted.slots)
      throw new RockpoolError(quotaReached(project.where, looked.room.short));
  }

  /** A refusal for want of room names what there is none of, as far as the cloud tells. */
  async function explained(error: unknown, wanted: Wanted, signal: AbortSignal): Promise<unknown> {
    if (!isRockpoolError(error)) return error;
    const { kind, code, why } = error.value;
    // What was named may be another by now, under the same name.
    if (kind === 'permanent' || kind === 'input') {
      lookups.forget();
      group.forget();
    }
    if (code !== 'CLOUD_QUOTA_REACHED') return error;
    const room = await roomFor(wanted, signal).catch(() => undefined);
    const value = room?.short.length
      ? quotaReached(project.where, room.short)
      : { ...error.value, why: why ?? '' };
    return new RockpoolError(value, { cause: error });
  }

  return {
    get isBusy() {
      return underWay > 0 || [parts, serverGroup].some(work => work.isUnderWay) || group.isBusy;
    },
    get lastRoom() {
      return looked?.room;
    },
    async create(host, { signal, onId }) {
      const wanted = { flavor: host.flavor ?? settings().nextFlavor, slots: host.slots };
      newest = wanted;
      refuseWithoutRoom(wanted);
      underWay += 1;
      try {
        const id = await ask(host, wanted.flavor, signal);
        onId?.(id);
      } catch (error) {
        throw await explained(error, wanted, signal);
      } finally {
        underWay -= 1;
      }
    },
    room(signal) {
      const { nextFlavor, nextSlots } = settings();
      return roomFor(newest ?? { flavor: nextFlavor, slots: nextSlots }, signal);
    },
    async roomOf(hosts, under, signal) {
      const quotas = await quotasOf(hosts, under, signal);
      return roomForAll(hosts.map(({ count }, i) => ({ count, quotas: quotas[i] ?? [] })));
    },
  };
}

/** By what the parts of a flavor's machines are shared. Many are asked for at once, under the same settings. */
function keysOfParts() {
  let newest: { flavor: string; settings: CloudSettings; key: string } | undefined;
  return (flavor: string, settings: CloudSettings): string => {
    if (newest?.settings !== settings || newest.flavor !== flavor)
      newest = { flavor, settings, key: JSON.stringify([flavor, settings]) };
    return newest.key;
  };
}
