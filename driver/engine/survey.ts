import type Dockerode from 'dockerode';
import { isRockpoolError } from '../model/errors';
import { atOnce } from './atOnce';
import type { Call } from './call';
import { markedOf } from './containers';
import { anyController } from './marks';
import type { ContainerUsage, EngineDisk, EngineImage, EngineSurvey, SurveyedContainer } from './port';

/** Each container's usage takes the engine a second or two: it waits for a second sample. */
const LIMIT_MS = 60_000;
const USAGES_AT_ONCE = 16;
/** Counting what lies on a disk takes a large engine minutes; people look for less. */
const DISK_LIMIT_MS = 20_000;

/** The parts that count of what `GET /system/df` answers. */
interface DiskAnswer {
  LayersSize?: number;
  Containers?: { SizeRw?: number }[] | null;
  Volumes?: { UsageData?: { Size?: number } | null }[] | null;
  BuildCache?: { Size?: number; Shared?: boolean }[] | null;
}

interface SurveyDependencies {
  docker: Dockerode;
  call: Call;
  usage(containerId: string, options: { signal: AbortSignal }): Promise<ContainerUsage>;
}

type Options = { disk?: boolean | undefined; signal?: AbortSignal | undefined };

/** Everything on an engine, whoever made it. @throws as `Engine` does */
export async function surveyOf(
  { docker, call, usage }: SurveyDependencies,
  { disk: withDisk = false, signal }: Options,
): Promise<EngineSurvey> {
  const [survey, disk] = await Promise.all([
    call({ doing: 'say what is on it', limitMs: LIMIT_MS, signal }, async ({ signal: abortSignal }) => {
      const [listed, images] = await Promise.all([
        docker.listContainers({ all: true, abortSignal }),
        docker.listImages({ abortSignal } as Dockerode.ListImagesOptions),
      ]);
      const queue = atOnce(USAGES_AT_ONCE, abortSignal);
      const containers = listed
        .map(surveyed)
        .map(container =>
          container.state === 'running'
            ? queue.add(async () => withUsage(container, usage, abortSignal))
            : container,
        );
      const all = await Promise.all(containers);
      return { containers: all.filter(container => container !== undefined), images: images.map(imageOf) };
    }),
    withDisk ? diskOf(docker, call, signal) : undefined,
  ]);
  return { ...survey, ...(disk ? { disk } : {}) };
}

function surveyed(entry: Dockerode.ContainerInfo): SurveyedContainer {
  const { containerId, name, state, marks } = markedOf(entry);
  const isMarked = entry.Labels?.[anyController] !== undefined;
  return { containerId, name, state, image: entry.Image, ...(isMarked ? { marks } : {}) };
}

/** What has ended since it was listed has no usage any more. */
async function withUsage(
  container: SurveyedContainer,
  usage: SurveyDependencies['usage'],
  signal: AbortSignal,
): Promise<SurveyedContainer> {
  try {
    return { ...container, usage: await usage(container.containerId, { signal }) };
  } catch (error) {
    const ended = ['CONTAINER_GONE', 'CONTAINER_NOT_RUNNING'];
    if (isRockpoolError(error) && ended.includes(error.value.code)) return container;
    throw error;
  }
}

function imageOf({ Id, RepoTags, Size }: Dockerode.ImageInfo): EngineImage {
  const names = (RepoTags ?? []).filter(name => !name.includes('<none>'));
  return { id: Id, names, bytes: Size };
}

/** Undefined where it takes too long: the rest is worth showing without it. */
async function diskOf(
  docker: Dockerode,
  call: Call,
  signal: AbortSignal | undefined,
): Promise<EngineDisk | undefined> {
  const doing = 'say what its disk holds';
  // It takes options, which its types don't know.
  const asked = docker as unknown as { df(options: object): Promise<DiskAnswer> };
  try {
    return await call({ doing, limitMs: DISK_LIMIT_MS, signal }, async ({ signal: abortSignal }) =>
      diskUse(await asked.df({ abortSignal })),
    );
  } catch (error) {
    if (isRockpoolError(error) && error.value.code === 'ENGINE_TIMEOUT') return undefined;
    throw error;
  }
}

/** Bytes by what they are for. Layers that images share, and cache that an image holds as well, count once. */
export function diskUse({ LayersSize, Containers, Volumes, BuildCache }: DiskAnswer): EngineDisk {
  const sum = (sizes: (number | undefined)[] = []) =>
    sizes.reduce<number>((total, size) => total + Math.max(0, size ?? 0), 0);
  return {
    images: LayersSize ?? 0,
    containers: sum(Containers?.map(({ SizeRw }) => SizeRw)),
    volumes: sum(Volumes?.map(({ UsageData }) => UsageData?.Size)),
    cache: sum(BuildCache?.filter(({ Shared }) => !Shared).map(({ Size }) => Size)),
  };
}
