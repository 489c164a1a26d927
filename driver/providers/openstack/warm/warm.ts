import { type Image, servers as machines, type Server, type Snapshot } from 'openstack-ts';
import type { Clock } from '../../../model/clock';
import { type ErrorValue, isCancelled, RockpoolError, toErrorValue } from '../../../model/errors';
import type { Host } from '../../../model/host';
import { resourceKey } from '../../../model/resource';
import { preparationVersion } from '../../../preparation';
import type { SshConnection } from '../../../ssh';
import type { KeepStartOptions, Provider } from '../../provider';
import type { Lookups } from '../lookups';
import type { Mark } from '../marks';
import type { Project } from '../project';
import type { CloudSettings } from '../settings';
import type { SharedListing } from '../sharedListing';
import { putBack, putBackSoon, takeAside } from './aside';
import {
  type Copied,
  type Copy,
  copyMachine,
  endCopy,
  noteReady,
  noteStart,
  refuseWithoutRoom,
} from './copying';
import * as say from './messages';
import {
  badNote,
  chooseStart,
  MADE_OF,
  madeOf,
  type SeenStarts,
  STARTED_FROM,
  type Standing,
  type Start,
  type StartNeeds,
  standingOf,
  startKey,
  startsIn,
} from './starts';

export interface WarmDependencies {
  project: Project;
  lookups: Pick<Lookups, 'image' | 'flavor'>;
  images: SharedListing<Image>;
  snapshots: SharedListing<Snapshot>;
  clock: Clock;
  settings(): CloudSettings;
  mark: Omit<Mark, 'hostId'>;
  /** What hosts of the pool have of images, each by name and content. */
  imagesOf(): readonly string[];
  /** To a server; undefined: it can't be reached. */
  connection(serverId: string): SshConnection | undefined;
}

/** A host, as far as it matters what it could start from. */
export interface StartedHost {
  imageId: string;
  flavorId: string;
  slots: number;
}

/** What a pool's machines start from: copies of hosts that were prepared and on which nothing had run. */
export interface Warm {
  /** Looks at what there is. */
  look(signal: AbortSignal): Promise<SeenStarts | undefined>;
  /** What a host starts from, of what was seen; undefined: from the image of the settings. */
  startFor(host: StartedHost, seen: SeenStarts | undefined): Start | undefined;
  /** What was seen may be gone. */
  forget(): void;
  /** Makes a start of a host, where that is wanted. */
  keep(host: Host, options: KeepStartOptions): Promise<void>;
  /** Notes that a machine which was started from one did not become a host. @returns which; undefined: none was noted */
  distrust(server: Pick<Server, 'metadata'>, signal: AbortSignal): Promise<string | undefined>;
  /** What is kept and what has had its day, by `resourceKey`. */
  standing(seen: SeenStarts, signal: AbortSignal): Promise<ReadonlyMap<string, Standing>>;
  /** Why none is made at the moment. */
  readonly paused: Provider['startsPaused'];
}

/** What machines start from is looked at anew after this. */
const RECENT_MS = 20_000;
const MINUTE_MS = 60_000;
/** So long a host may be kept from its work. */
const COPY_LIMIT_MS = 10 * MINUTE_MS;
/** Then the host puts itself right, whatever has become of us. */
const ASIDE_LIMIT_MS = COPY_LIMIT_MS + 3 * MINUTE_MS;
/** What did not work is left alone for a while: quotas seldom change. */
const REST_MS = 15 * MINUTE_MS;
const REST_WITHOUT_ROOM_MS = 60 * MINUTE_MS;
/** Ending is not waited for longer. */
const LAST_WORD_MS = 4_000;

export function warmOf(dependencies: WarmDependencies): Warm {
  const { project, lookups, images, snapshots, clock, settings, mark, imagesOf, connection } = dependencies;
  const { poolId, controllerId } = mark;
  /** Machines that are being copied. */
  const making = new Set<string>();
  let restUntil = Number.NEGATIVE_INFINITY;
  let paused: Provider['startsPaused'];

  const needsOf = ({ imageId, flavorId, slots }: StartedHost): StartNeeds => {
    const { rootVolumeGb, dataVolumeGbPerSlot, volumeType, preparedFor } = settings();
    const dataVolumeGb = Math.ceil(slots * dataVolumeGbPerSlot);
    const own = { imageId, flavorId, rootVolumeGb, dataVolumeGb, volumeType, preparedFor };
    return { ...own, preparation: preparationVersion, images: imagesOf() };
  };

  async function seen(signal: AbortSignal): Promise<SeenStarts> {
    const { rootVolumeGb, dataVolumeGbPerSlot } = settings();
    const hasVolumes = rootVolumeGb > 0 || dataVolumeGbPerSlot > 0;
    const [theImages, theSnapshots] = await Promise.all([
      images.recent(RECENT_MS, signal),
      hasVolumes ? snapshots.recent(RECENT_MS, signal) : [],
    ]);
    return { images: theImages, snapshots: theSnapshots };
  }
  const chosen = (key: string, all: SeenStarts) =>
    chooseStart(key, startsIn(poolId, controllerId, all), all.snapshots);

  async function hostOf({ flavor, slots }: Pick<Host, 'flavor' | 'slots'>, signal: AbortSignal) {
    const { image, nextFlavor } = settings();
    const [imageId, { id: flavorId }] = await Promise.all([
      lookups.image(image, signal),
      lookups.flavor(flavor ?? nextFlavor, signal),
    ]);
    return { imageId, flavorId, slots };
  }

  /** The keys that hosts have by the settings, and of which flavor those are; undefined while the cloud does not say what they name. */
  async function wantedKeys(signal: AbortSignal): Promise<ReadonlyMap<string, string> | undefined> {
    if (!settings().startsWarm) return new Map();
    try {
      const keys = settings().flavors.map(async ({ name, slots }) => {
        const host = await hostOf({ flavor: name, slots }, signal);
        return [startKey(needsOf(host)), name] as const;
      });
      return new Map(await Promise.all(keys));
    } catch (error) {
      if (isCancelled(error)) throw error;
      return undefined;
    }
  }

  async function keep(host: Host, options: KeepStartOptions): Promise<void> {
    const { signal, isAwaited, onLine, onNews } = options;
    const { providerId: serverId } = host;
    const to = serverId === undefined ? undefined : connection(serverId);
    const isBusy = making.size > 0 || clock.monotonic() < restUntil;
    if (!settings().startsWarm || serverId === undefined || !to || isBusy || isAwaited()) return;
    making.add(serverId);
    const begun = clock.monotonic();
    try {
      const key = await toCopy(host, serverId, signal);
      if (key === undefined) return;
      const { rootVolumeGb, dataVolumeGbPerSlot } = settings();
      const dataVolumeGb = Math.ceil(host.slots * dataVolumeGbPerSlot);
      const copied = { mark: { ...mark, hostId: host.id }, serverId, key, rootVolumeGb, dataVolumeGb };
      await refuseWithoutRoom(copied, project, signal);
      onLine('It is copied, so that the next hosts start from it: its Docker is stopped meanwhile.');
      const isMade = await copy(copied, to, { signal, isAwaited });
      if (!isMade) return onLine('It is not copied after all: the pool needs it now.');
      images.forget();
      snapshots.forget();
      onNews('info', say.made(host.name, Math.round((clock.monotonic() - begun) / 1000)));
    } catch (error) {
      if (isCancelled(error)) throw error;
      const value = toErrorValue(error);
      rest(value);
      onNews('warning', say.notMade(host.name, value));
      if (value.code === 'CLOUD_HOST_NOT_BACK') throw error;
    } finally {
      making.delete(serverId);
    }
  }
  function rest(error: ErrorValue): void {
    const ms = error.kind === 'capacity' ? REST_WITHOUT_ROOM_MS : REST_MS;
    restUntil = clock.monotonic() + ms;
    paused = { error, until: clock.now() + ms };
  }

  /** The key by which a host's copy is known; undefined: there is one, or it was made by settings that are others now. */
  async function toCopy(host: Host, serverId: string, signal: AbortSignal): Promise<string | undefined> {
    const needs = needsOf(await hostOf(host, signal));
    const key = startKey(needs);
    if (chosen(key, await seen(signal))) return undefined;
    const { metadata } = await project.read('tell of a machine', cloud =>
      machines.get(cloud, serverId, { signal }),
    );
    return metadata[MADE_OF] === madeOf(needs) ? key : undefined;
  }

  /** Whatever happens meanwhile: the host is put right. @returns false where it is needed meanwhile */
  async function copy(
    copied: Copied,
    to: SshConnection,
    { signal, isAwaited }: Pick<KeepStartOptions, 'signal' | 'isAwaited'>,
  ): Promise<boolean> {
    const limits = { limitMs: COPY_LIMIT_MS, isAwaited, signal };
    let made: Copy | undefined;
    let wasAside = false;
    try {
      await takeAside(to, ASIDE_LIMIT_MS, { signal });
      made = await copyMachine(copied, { project, clock }, limits);
      wasAside = await putBack(to, { signal });
    } catch (error) {
      if (signal.aborted) await lastWord(to);
      else await putBack(to, { signal });
      throw error;
    }
    if (!made) return false;
    if (!wasAside) {
      await endCopy(partsOf(made), project, signal);
      throw new RockpoolError(say.copyUncertain(project.where));
    }
    await noteReady(made, project, signal);
    return true;
  }

  /** We are called off: nobody waits until the host is right again, but it begins at once. */
  async function lastWord(to: SshConnection): Promise<void> {
    const late = new AbortController();
    const cancel = clock.timer(LAST_WORD_MS, () => late.abort());
    await putBackSoon(to, { signal: late.signal }).catch(() => undefined);
    cancel();
  }

  return {
    look: async signal => (settings().startsWarm ? seen(signal) : undefined),
    startFor: (host, all) => all && chosen(startKey(needsOf(host)), all),
    forget() {
      images.forget();
      snapshots.forget();
    },
    keep,
    async distrust({ metadata }, signal) {
      const id = metadata[STARTED_FROM];
      if (id === undefined) return undefined;
      const all = { images: await images.fresh(signal), snapshots: await snapshots.fresh(signal) };
      const start = startsIn(poolId, controllerId, all).find(one => one.id === id);
      if (start?.state !== 'ready') return undefined;
      await noteStart(start, badNote, project, signal);
      images.forget();
      snapshots.forget();
      return id;
    },
    async standing(all, signal) {
      const wanted = await wantedKeys(signal);
      const known = standingOf([poolId, controllerId], all, wanted && new Set(wanted.keys()), making);
      const starts = startsIn(poolId, controllerId, all);
      const flavors = new Map(starts.map(start => [resourceKey(start), wanted?.get(start.key)]));
      return new Map([...known].map(([key, start]) => [key, { start, startFlavor: flavors.get(key) }]));
    },
    get paused() {
      return clock.monotonic() < restUntil ? paused : undefined;
    },
  };
}

const partsOf = ({ head, dataSnapshotId: id }: Copy) => [
  head,
  ...(id === undefined ? [] : [{ kind: 'snapshot' as const, id }]),
];
