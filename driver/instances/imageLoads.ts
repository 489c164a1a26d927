import type { Engine } from '../engine';
import { type ImageLibrary, pushImage } from '../images';
import { RockpoolError } from '../model/errors';
import { type Image, shortName } from '../model/image';
import type { Tasks } from '../tasks/tasks';

/** Brings images of the directory into engines; an image that is there is left alone. */
export interface ImageLoads {
  /**
   * The image of this name is in the engine when this resolves, with what the engine calls it. One load per engine
   * and image at a time: who comes second waits for the first. An abort stops the waiting, not a load that others
   * may need.
   * @throws RockpoolError IMAGE_MISSING where the directory doesn't have it, or what the engine said
   */
  ensure(engine: Engine, name: string, options: { signal: AbortSignal }): Promise<string>;
  /** What is known of an engine may be wrong (an image was removed there): look again next time. */
  forget(engine: Engine, name: string): void;
  find(name: string): Image | undefined;
  /** True while it is being brought there. */
  isBringing(engine: Engine, name: string): boolean;
}

/** Images that are sent at the same time, to however many engines: each is gigabytes from one disk over one network. */
const MOST_SENT_AT_ONCE = 32;

export function createImageLoads({ images, tasks }: { images: ImageLibrary; tasks: Tasks }): ImageLoads {
  /** By engine and image: what the engine calls it, once it is there. */
  const known = new Map<string, string | Promise<string>>();
  const sending = turns(MOST_SENT_AT_ONCE);
  const keyOf = (engine: Engine, { id, imageId }: Image) => `${engine.url} ${id} ${imageId}`;

  async function bring(engine: Engine, image: Image): Promise<string> {
    return (await engine.findImage(image)) ?? (await load(engine, image));
  }
  async function load(engine: Engine, image: Image): Promise<string> {
    const name = shortName(image.id);
    const title = `Load ${name} into the engine`;
    const loaded = await tasks.start({ kind: 'prepare', title }, async ({ signal, report }) => {
      report({ step: 'Waiting for its turn' });
      await sending(signal, () => pushImage(images, engine, image, { signal, report }));
      const found = await engine.findImage(image, { signal });
      if (found) return found;
      throw new RockpoolError({
        kind: 'permanent',
        code: 'IMAGE_NOT_LOADED',
        what: `The engine took the image "${name}" and doesn't have it.`,
        next: 'Look at the free space of the engine, then launch again.',
      });
    }).finished;
    return loaded ?? image.imageId;
  }

  return {
    async ensure(engine, name, { signal }) {
      const image = images.find(name);
      if (!image) {
        throw new RockpoolError({
          kind: 'permanent',
          code: 'IMAGE_MISSING',
          what: `The image "${shortName(name)}" is not in the image directory any more.`,
          next: 'Import it on the screen Images, then launch again.',
        });
      }
      const key = keyOf(engine, image);
      const earlier = known.get(key);
      if (earlier !== undefined) return until(earlier, signal);
      const bringing = bring(engine, image);
      known.set(key, bringing);
      bringing.then(
        found => known.set(key, found),
        () => known.delete(key),
      );
      return until(bringing, signal);
    },
    forget(engine, name) {
      const image = images.find(name);
      const key = image && keyOf(engine, image);
      if (key && typeof known.get(key) === 'string') known.delete(key);
    },
    find: name => images.find(name),
    isBringing(engine, name) {
      const image = images.find(name);
      return image !== undefined && known.get(keyOf(engine, image)) instanceof Promise;
    },
  };
}

/** Runs as much at a time as `most`; what is beyond waits until something before it has ended. */
function turns(most: number) {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (signal: AbortSignal, work: () => Promise<void>): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>(resolve => waiting.push(resolve));
    try {
      signal.throwIfAborted();
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** `work`, or the end of waiting for it. */
function until<T>(work: T | Promise<T>, signal: AbortSignal): Promise<T> | T {
  if (!(work instanceof Promise)) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
