import type Dockerode from 'dockerode';
import type { Clock, Random } from '../model/clock';
import { isRockpoolError, RockpoolError } from '../model/errors';
import { atOnce } from './atOnce';
import { callsTo, openStream } from './call';
import { detailsOf, markedOf } from './containers';
import { makeContainer } from './create';
import { type About, askAbout } from './facts';
import { statusOf, wordsOf } from './failures';
import { findImage, inspectImage } from './images';
import { lackingOf } from './layers';
import { diskCheckOf, type FreeBytes, freeBytesHere, loadArchive } from './load';
import { readLogs } from './logs';
import { anyController, controllerLabel } from './marks';
import * as say from './messages';
import type { Engine, MarkedContainer } from './port';
import { clearPortions, pushedImages, removePushed } from './pushed';
import { openShell } from './shell';
import { surveyOf } from './survey';
import { dockerOver, type Transport, transportFor } from './transport';
import { hasTwoSamples, type Stats, usageOf } from './usage';
import { readUsages } from './usages';
import { watchEvents } from './watch';

export interface EngineDeps {
  clock: Clock;
  random: Random;
  platform: NodeJS.Platform;
  /** How full the disk is that holds a folder of the engine's; absent: asked where the engine is on this machine. */
  freeBytes?: FreeBytes;
}

/** Generous: a busy engine is slow, and a call that is given up may still be done. */
const LIMIT_MS = { facts: 10_000, look: 15_000, work: 90_000, events: 15_000 };
const POLL_MS = 200;
/** Ended containers that are asked about at once. */
const INSPECTIONS = 8;
/** Between two samples of what a container uses. */
const SAMPLE_MS = 1000;

/**
 * The engine at a unix, npipe or tcp address; `tlsDir` holds ca.pem, cert.pem and key.pem.
 * @throws RockpoolError ENGINE_URL_NOT_SUPPORTED, ENGINE_CERTIFICATES_MISSING
 */
export function openEngine(url: string, deps: EngineDeps & { tlsDir?: string }): Engine {
  return engineOver(transportFor(url, deps), url, deps);
}

/** The engine behind a transport. Connects with each call, so this costs nothing and can't fail. */
export function engineOver(transport: Transport, url: string, deps: EngineDeps): Engine {
  const { clock, random, platform } = deps;
  const docker = dockerOver(transport);
  const call = callsTo({ url, clock, platform });
  let about: About | undefined;
  const freeBytes = deps.freeBytes ?? (url.startsWith('unix:') ? freeBytesHere : async () => undefined);
  const full = diskCheckOf(() => about?.rootDir, freeBytes);

  async function aboutIt(abortSignal: AbortSignal): Promise<About> {
    about = await askAbout(docker, url, abortSignal);
    return about;
  }

  /** Undefined: the container has gone since. One that lost its layer (`dead`) is there, and can't be described any more. */
  async function withExitCode(
    container: MarkedContainer,
    abortSignal: AbortSignal,
  ): Promise<MarkedContainer | undefined> {
    try {
      const { State } = await docker.getContainer(container.containerId).inspect({ abortSignal });
      return { ...container, exitCode: State.ExitCode };
    } catch (error) {
      const status = statusOf(error);
      if (status === undefined) throw error;
      return status === 404 ? undefined : container;
    }
  }

  /** Runs a call of which a full disk may be the reason to fail. */
  async function needingRoom<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const cause = isRockpoolError(error) ? error.cause : undefined;
      const value = (statusOf(cause) ?? 0) >= 500 && (await full(wordsOf(cause), 0));
      throw value ? new RockpoolError(value, { cause }) : error;
    }
  }

  const gone = (containerId: string) => ({ 404: say.containerGone(containerId) });

  return {
    url,
    docker,
    facts: async ({ signal } = {}) => {
      const doing = 'say what it is';
      return (await call({ doing, limitMs: LIMIT_MS.facts, signal }, d => aboutIt(d.signal))).facts;
    },

    list(controller, { signal } = {}) {
      return call({ doing: 'list its containers', limitMs: LIMIT_MS.look, signal }, async deadline => {
        const abortSignal = deadline.signal;
        const filters = { label: [controller === undefined ? anyController : controllerLabel(controller)] };
        const entries = await docker.listContainers({ all: true, filters, abortSignal });
        if (!Array.isArray(entries)) throw new RockpoolError(say.notAnEngine(url));
        const queue = atOnce(INSPECTIONS, abortSignal);
        const listed = entries.map(markedOf).map(async container => {
          // The listing has an exit code only in words.
          return container.state === 'ended'
            ? queue.add(() => withExitCode(container, abortSignal))
            : container;
        });
        return (await Promise.all(listed)).filter(container => container !== undefined);
      });
    },

    hasImage(imageId, { signal } = {}) {
      return call({ doing: 'look for an image', limitMs: LIMIT_MS.look, signal }, async deadline =>
        Boolean(await inspectImage(docker, imageId, deadline.signal)),
      );
    },

    findImage(image, { signal } = {}) {
      return call({ doing: 'look for an image', limitMs: LIMIT_MS.look, signal }, deadline =>
        findImage(docker, image, deadline.signal),
      );
    },

    lacking(image, { signal } = {}) {
      return call({ doing: 'say what it has', limitMs: LIMIT_MS.look, signal }, async deadline => {
        const { keeps } = about ?? (await aboutIt(deadline.signal));
        return lackingOf(docker, keeps, image, deadline.signal);
      });
    },

    async freeBytes({ signal } = {}) {
      if (!about) await this.facts(signal ? { signal } : {});
      return about && freeBytes(about.rootDir, { signal });
    },

    pushed({ signal } = {}) {
      return call({ doing: 'list its images', limitMs: LIMIT_MS.look, signal }, deadline =>
        pushedImages(docker, deadline.signal),
      );
    },

    removePushed(image, { signal } = {}) {
      return call({ doing: 'remove an image', limitMs: LIMIT_MS.work, signal }, deadline =>
        removePushed(docker, image, deadline.signal),
      );
    },

    clearPortions(imageId, { signal } = {}) {
      return call({ doing: 'remove portions of images', limitMs: LIMIT_MS.work, signal }, deadline =>
        clearPortions(docker, imageId, deadline.signal),
      );
    },

    async load(archive, options) {
      if (!about) await this.facts(options.signal ? { signal: options.signal } : {});
      const isSilent = about?.keeps !== 'layers';
      await loadArchive({ docker, call, url, full, isSilent }, archive, options);
    },

    create(spec, { signal } = {}) {
      const statuses = { 404: say.imageGone(spec.imageId) };
      const options = { doing: 'make the container', limitMs: LIMIT_MS.work, signal, statuses };
      return needingRoom(() =>
        call(options, async ({ signal: abortSignal }) => {
          const known = about ?? (await aboutIt(abortSignal));
          return makeContainer({ docker, url, clock, about: known }, spec, abortSignal);
        }),
      );
    },

    start(containerId, { signal } = {}) {
      const statuses = gone(containerId);
      const options = { doing: 'start the container', limitMs: LIMIT_MS.work, signal, statuses };
      return needingRoom(() =>
        call(options, async deadline => {
          try {
            await docker.getContainer(containerId).start({ abortSignal: deadline.signal });
          } catch (error) {
            if (statusOf(error) !== 304) throw error;
          }
        }),
      );
    },

    inspect(containerId, { signal } = {}) {
      const statuses = gone(containerId);
      return call(
        { doing: 'describe the container', limitMs: LIMIT_MS.look, signal, statuses },
        async deadline =>
          detailsOf(await docker.getContainer(containerId).inspect({ abortSignal: deadline.signal })),
      );
    },

    usage(containerId, { signal } = {}) {
      const statuses = { ...gone(containerId), 409: say.notRunning(containerId) };
      const options = { doing: 'say what the container uses', limitMs: LIMIT_MS.look, signal, statuses };
      return call(options, async ({ signal: abortSignal }) => {
        const ask = async (): Promise<Stats> => {
          const once = { stream: false, abortSignal } as { stream: false };
          return (await docker.getContainer(containerId).stats(once)) as Stats;
        };
        const stats = await ask();
        const at = clock.monotonic();
        let usage = usageOf(stats);
        if (usage && !hasTwoSamples(stats)) {
          await clock.sleep(SAMPLE_MS, { signal: abortSignal });
          usage = usageOf(await ask(), { stats, agoMs: clock.monotonic() - at });
        }
        if (!usage) throw new RockpoolError(say.notRunning(containerId));
        return usage;
      });
    },

    usages: (containerId, options) => readUsages({ docker, call, clock }, containerId, options),

    survey(options = {}) {
      const usage: Engine['usage'] = (containerId, own) => this.usage(containerId, own);
      return surveyOf({ docker, call, usage }, options);
    },

    remove(containerId, { signal, unlessItRuns = false } = {}) {
      return call(
        { doing: 'remove the container', limitMs: LIMIT_MS.work, signal },
        async ({ signal: abortSignal }) => {
          const container = docker.getContainer(containerId);
          for (;;) {
            try {
              await container.remove({
                force: !unlessItRuns,
                v: true,
                abortSignal,
              } as Dockerode.ContainerRemoveOptions);
              return;
            } catch (error) {
              if (statusOf(error) === 404) return;
              if (statusOf(error) !== 409) throw error;
            }
            // It runs, or somebody removes it already: then it is gone when that is done.
            if (unlessItRuns && (await isRunning(container, abortSignal))) return;
            await clock.sleep(POLL_MS, { signal: abortSignal });
          }
        },
      );
    },

    logs: (containerId, options) => readLogs({ docker, call }, containerId, options),

    openShell: (containerId, options) => openShell({ docker, call, clock, url }, containerId, options),

    watch(controller, onChange) {
      const filters = JSON.stringify({ type: ['container'], label: [controllerLabel(controller)] });
      return watchEvents(
        { clock, random },
        signal =>
          // The stream outlives the call that opens it, so it ends with the watch's own signal too.
          call({ doing: 'tell what happens', limitMs: LIMIT_MS.events, signal }, deadline =>
            openStream(docker, '/events', { filters }, AbortSignal.any([signal, deadline.signal])),
          ),
        onChange,
      );
    },
  };
}

async function isRunning(container: Dockerode.Container, abortSignal: AbortSignal): Promise<boolean> {
  try {
    return (await container.inspect({ abortSignal })).State.Running;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}
