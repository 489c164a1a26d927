import PQueue from 'p-queue';
import {
  type Engine,
  type EngineSurvey,
  type Engines,
  readPushMark,
  type SurveyedContainer,
} from '../engine';
import type { Clock } from '../model/clock';
import { isCancelled, RockpoolError, toErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { BlindLook, ContainerOwner, HostLook, LookedContainer, LookedImage } from '../model/hostLook';
import { shortName, withTag } from '../model/image';
import type { SupplyStanding } from '../model/imageSupply';
import type { Pool } from '../model/pool';
import { launchable } from '../pool';
import type { Store } from '../store/store';

/** Looks into hosts while somebody watches. Nothing is decided on what they show, and nothing of it is kept. */
export interface HostLooks {
  /** One look a host, in the same order; a host that can't be asked says why. @param options.disk also what its disk holds */
  look(
    ids: readonly string[],
    options?: { disk?: boolean; signal?: AbortSignal },
  ): Promise<(HostLook | BlindLook)[]>;
}

export interface LooksDependencies {
  store: Store;
  engines: Engines;
  clock: Clock;
  controllerId: string;
  /** True while an image is being sent to an engine. */
  isBringing(engine: Engine, image: string): boolean;
  /** How the images of the directory stand with a host that they aren't on, by name. */
  suppliesOf(host: Host): ReadonlyMap<string, SupplyStanding>;
}

/** Hosts asked at once, over all who look. */
const LOOKS_AT_ONCE = 8;

export function createHostLooks(dependencies: LooksDependencies): HostLooks {
  const { store, engines, clock } = dependencies;
  const queue = new PQueue({ concurrency: LOOKS_AT_ONCE });

  async function lookAt(hostId: string, options: { disk?: boolean; signal?: AbortSignal }) {
    options.signal?.throwIfAborted();
    try {
      const host = hostOf(hostId, store);
      const engine = engines.connect(host.engineUrl);
      const survey = await engine.survey(options);
      return await shown(host, engine, survey, dependencies, options.signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      return { hostId, at: clock.now(), error: toErrorValue(error) };
    }
  }
  return {
    look: (ids, options = {}) => Promise.all(ids.map(id => queue.add(() => lookAt(id, options)))),
  };
}

function hostOf(id: string, store: Store): Host & { engineUrl: string } {
  const host = store.hosts.get(id);
  const { engineUrl } = host ?? {};
  if (host && engineUrl !== undefined && host.phase !== 'removed') return { ...host, engineUrl };
  throw new RockpoolError({
    kind: 'input',
    code: 'NO_ENGINE',
    what: host?.phase === 'removed' ? 'This host was removed.' : 'This host has no engine yet.',
    where: host?.name ?? id,
  });
}

async function shown(
  host: Host,
  engine: Engine,
  survey: EngineSurvey,
  { store, clock, controllerId, isBringing, suppliesOf }: LooksDependencies,
  signal: AbortSignal | undefined,
): Promise<HostLook> {
  const pool = store.pools.get(host.poolId);
  const needed = new Set(
    pool ? launchable(pool, store).map(({ docker_image: image }) => withTag(image)) : [],
  );
  const supplies = suppliesOf(host);
  const found = new Set<string>();
  const wanted = [...new Set([...needed, ...supplies.keys()])]
    .sort()
    .map(async (name): Promise<LookedImage> => {
      const id = await findIn(survey, engine, name, store, signal);
      if (id !== undefined) found.add(id);
      return {
        name: shortName(name),
        ...(needed.has(name) ? { needed: true } : {}),
        ...standingOf(id, name),
      };
    });
  function standingOf(id: string | undefined, name: string): Omit<LookedImage, 'name' | 'needed'> {
    if (id !== undefined) return { standing: 'present' };
    if (!store.images.get(name)) return { standing: 'nowhere' };
    if (isBringing(engine, name)) return { standing: 'coming' };
    return supplies.get(name) ?? { standing: 'missing' };
  }
  const looks = await Promise.all(wanted);
  const sum = (of: 'cpuPercent' | 'memoryMiB') =>
    survey.containers.reduce((total, { usage }) => total + (usage?.[of] ?? 0), 0);
  return {
    hostId: host.id,
    at: clock.now(),
    containers: survey.containers.map(one => looked(one, ownerOf(one, controllerId, pool))),
    cpuPercent: sum('cpuPercent'),
    memoryMiB: sum('memoryMiB'),
    ...(survey.disk ? { disk: survey.disk } : {}),
    wanted: looks,
    otherImages: survey.images.filter(({ id }) => !found.has(id)).map(withoutMarks),
  };
}

/** What the engine calls an image of the directory, if it has it: as a launch would find it. */
async function findIn(
  { images }: EngineSurvey,
  engine: Engine,
  name: string,
  store: Store,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const image = store.images.get(name);
  // Of an image that the directory lacks nobody can say whether one of its name is the same.
  if (!image) return undefined;
  if (images.some(({ id }) => id === image.imageId)) return image.imageId;
  if (!images.some(({ names }) => names.includes(name))) return undefined;
  return engine.findImage(image, signal ? { signal } : {});
}

function ownerOf({ marks }: SurveyedContainer, controllerId: string, pool: Pool | undefined): ContainerOwner {
  if (!marks) return 'unknown';
  const isOurs = marks.controller === controllerId || pool?.predecessors?.includes(marks.controller);
  return isOurs ? 'ours' : 'foreign';
}

function looked(
  { containerId, name, image, state, marks, usage }: SurveyedContainer,
  owner: ContainerOwner,
): LookedContainer {
  return {
    containerId,
    name,
    image,
    state,
    owner,
    ...(owner === 'ours' && marks ? { instanceId: marks.instance } : {}),
    ...(usage ? { cpuPercent: usage.cpuPercent, memoryMiB: usage.memoryMiB } : {}),
  };
}

/** Our marks are no names that people know. */
function withoutMarks<T extends { names: string[] }>(image: T): T {
  return { ...image, names: image.names.filter(name => !readPushMark(name)) };
}
