import { type Engine, isEngineAway } from '../engine';
import { type Bandwidth, type ImageLibrary, pullOnHost, pushImage } from '../images';
import type { Clock } from '../model/clock';
import { isCancelled, RockpoolError, sentence, toErrorValue } from '../model/errors';
import { type Image, shortName, withTag } from '../model/image';
import type { TaskContext, Tasks } from '../tasks/tasks';
import { createFeeding, type Neighbours } from './feeding';
import { imageMissing, imageNotLoaded, pushCancelled } from './messages';
import { type Turn, turns } from './turns';

/** Brings images of the directory into engines; an image that is there is left alone. */
export interface ImageLoads {
  /**
   * The image of this name is in the engine when this resolves, with what the engine calls it. One load per engine
   * and image at a time: who comes second waits for the first. An abort stops the waiting, and the load when nobody waits
   * for it any more.
   * @param options.background nobody waits for it: it gives way to what somebody does
   * @throws RockpoolError IMAGE_MISSING where the directory doesn't have it, PUSH_CANCELLED, or what the engine said
   */
  ensure(
    engine: Engine,
    name: string,
    options: { signal: AbortSignal; background?: boolean | undefined },
  ): Promise<string>;
  /** What is known of an engine may be wrong (an image was removed there): look again next time. */
  forget(engine: Engine, name: string): void;
  find(name: string): Image | undefined;
  /** True while it is being brought there. */
  isBringing(engine: Engine, name: string): boolean;
}

interface Dependencies {
  images: ImageLibrary;
  tasks: Tasks;
  /** What pushes to other machines may send. */
  bandwidth?: Bandwidth | undefined;
  clock: Clock;
  /** Absent: hosts give each other nothing. */
  neighbours?: Neighbours | undefined;
  /** Told, for people, why a host that was to pull an image is sent it instead. */
  note?(engineUrl: string, text: string): void;
  /** What people call the host of an engine; undefined: it is no host's. */
  hostNameOf?(engineUrl: string): string | undefined;
}

/** An image on its way to an engine. */
interface Bringing {
  engine: Engine;
  image: Image;
  found: Promise<string>;
  /** How many wait for it. */
  waiting: number;
  hurry(): void;
  stop(): void;
}

/** Images that are sent at the same time, to however many engines: each is gigabytes from one disk over one network. */
const MOST_SENT_AT_ONCE = 32;
/** Of those that nobody waits for. */
const MOST_IDLE_AT_ONCE = 8;

export function createImageLoads(dependencies: Dependencies): ImageLoads {
  const { images, tasks, bandwidth, clock, note, hostNameOf } = dependencies;
  /** By engine and image: what the engine calls it, once it is there. */
  const known = new Map<string, string | Bringing>();
  const feeding = createFeeding(dependencies);
  const sending = turns(MOST_SENT_AT_ONCE, MOST_IDLE_AT_ONCE);
  const keyOf = (engine: Engine, { id, imageId }: Image) => `${engine.url} ${id} ${imageId}`;

  function bring(engine: Engine, image: Image, urgent: boolean): Bringing {
    const stopping = new AbortController();
    const { signal } = stopping;
    const ahead = [...known.values()].filter(
      one => typeof one !== 'string' && one.engine.url === engine.url && isRelated(one.image, image),
    ) as Bringing[];
    let isUrgent = urgent;
    let turn: Turn | undefined;
    if (urgent) for (const one of ahead) one.hurry();
    return {
      engine,
      image,
      found: find(),
      waiting: 0,
      hurry() {
        isUrgent = true;
        turn?.hurry();
        for (const one of ahead) one.hurry();
      },
      stop: () => stopping.abort(),
    };

    async function find(): Promise<string> {
      return (await engine.findImage(image, { signal })) ?? (await load());
    }
    async function load(): Promise<string> {
      const task = tasks.start(
        {
          kind: 'prepare',
          title: `Send ${shortName(image.id)} to ${hostNameOf?.(engine.url) ?? 'the engine'}`,
          push: { engineUrl: engine.url, image: image.id },
        },
        async ({ signal: own, report }) => {
          report({ step: 'Waiting for its turn' });
          await ended(ahead, own);
          if (await pulled(engine, image, { signal: own, report })) return foundThere(engine, image, own);
          const limit = isHere(engine) ? {} : { bandwidth };
          const send = () => pushImage(images, engine, image, { signal: own, report, ...limit });
          const inTurn = async () => {
            const taken = sending.take(send, { urgent: isUrgent, signal: own });
            turn = taken.turn;
            await taken.done;
          };
          await feeding.bring(engine, image, inTurn, { signal: own, report });
          return foundThere(engine, image, own);
        },
      );
      const cancel = () => tasks.cancel(task.id);
      signal.addEventListener('abort', cancel, { once: true });
      if (signal.aborted) cancel();
      try {
        return (await task.finished) ?? image.imageId;
      } catch (error) {
        // Somebody has cancelled it who doesn't wait for it.
        if (!isCancelled(error) || signal.aborted) throw error;
        throw new RockpoolError(pushCancelled(shortName(image.id)), { cause: error });
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    }
  }

  /** False: it is to be sent. */
  async function pulled(
    engine: Engine,
    image: Image,
    { signal, report }: Pick<TaskContext, 'signal' | 'report'>,
  ): Promise<boolean> {
    if (image.hostsPull === undefined || isHere(engine)) return false;
    try {
      await pullOnHost(engine, image, image.hostsPull, { clock, signal, report });
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (isCancelled(error) || isEngineAway(error)) throw error;
      const why = sentence(toErrorValue(error));
      note?.(engine.url, `The host could not pull "${shortName(image.id)}", so it is sent. ${why}`);
      report({ step: 'The host could not pull it; it is sent', parts: [] });
      return false;
    }
  }

  return {
    async ensure(engine, name, { signal, background = false }) {
      signal.throwIfAborted();
      const image = images.find(name);
      if (!image) throw new RockpoolError(imageMissing(shortName(name)));
      const key = keyOf(engine, image);
      const earlier = known.get(key);
      if (typeof earlier === 'string') return earlier;
      if (earlier && !background) earlier.hurry();
      if (earlier) return waitFor(earlier, signal);
      const bringing = bring(engine, image, !background);
      known.set(key, bringing);
      bringing.found.then(
        found => known.set(key, found),
        () => known.delete(key),
      );
      return waitFor(bringing, signal);
    },
    forget(engine, name) {
      // Whatever the name stands for now: the directory may have another image of it, or none any more.
      const beginning = `${engine.url} ${withTag(name)} `;
      for (const [key, found] of known)
        if (key.startsWith(beginning) && typeof found === 'string') known.delete(key);
    },
    find: name => images.find(name),
    isBringing(engine, name) {
      const image = images.find(name);
      return image !== undefined && typeof known.get(keyOf(engine, image)) === 'object';
    },
  };
}

async function foundThere(engine: Engine, image: Image, signal: AbortSignal): Promise<string> {
  const found = await engine.findImage(image, { signal });
  if (found) return found;
  throw new RockpoolError(imageNotLoaded(shortName(image.id)));
}

/** Images on one base: the second to be sent needs only what differs. */
const isRelated = (one: Image, other: Image) =>
  one.layers[0] !== undefined && one.layers[0].diffId === other.layers[0]?.diffId;

/** However they ended. */
async function ended(bringings: readonly Bringing[], signal: AbortSignal): Promise<void> {
  const all = Promise.allSettled(bringings.map(({ found }) => found));
  await new Promise<void>((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    all.then(() => resolve()).finally(() => signal.removeEventListener('abort', leave));
  });
  signal.throwIfAborted();
}

/** Nothing that is sent to it goes over a network. */
const isHere = ({ url }: Engine) => /^(unix|npipe):/.test(url);

/** What it brings, or the end of waiting for it; the last who waited ends it. */
function waitFor(bringing: Bringing, signal: AbortSignal): Promise<string> {
  bringing.waiting += 1;
  return new Promise<string>((resolve, reject) => {
    const leave = () => {
      bringing.waiting -= 1;
      if (bringing.waiting === 0) bringing.stop();
      reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    bringing.found.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
