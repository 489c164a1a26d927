import type { Engine } from '../engine';
import type { ImageLibrary } from '../images';
import { RockpoolError } from '../model/errors';
import { type Image, shortName } from '../model/image';
import type { Tasks } from '../tasks/tasks';

/** Brings images of the directory into engines; an image that is there is left alone. */
export interface ImageLoads {
  /**
   * The image of this name, in the engine when this resolves. One load per engine and image at a time: who comes
   * second waits for the first. An abort stops the waiting, not a load that others may need.
   * @throws RockpoolError IMAGE_MISSING where the directory doesn't have it, or what the engine said
   */
  ensure(engine: Engine, name: string, options: { signal: AbortSignal }): Promise<Image>;
  /** What is known of an engine may be wrong (an image was removed there): look again next time. */
  forget(engine: Engine, image: Image): void;
  find(name: string): Image | undefined;
}

export function createImageLoads({ images, tasks }: { images: ImageLibrary; tasks: Tasks }): ImageLoads {
  /** By engine and image id: the load under way, or `true` once it is there. */
  const known = new Map<string, true | Promise<void>>();
  const keyOf = (engine: Engine, image: Image) => `${engine.url} ${image.imageId}`;

  async function bring(engine: Engine, image: Image): Promise<void> {
    if (await engine.hasImage(image.imageId)) return;
    const name = shortName(image.id);
    await tasks.start(
      { kind: 'prepare', title: `Load ${name} into the engine` },
      async ({ signal, report }) => {
        const { stream, size } = images.openArchive(image);
        report({ step: 'Sending the image', total: size });
        try {
          await engine.load(stream, { signal, onProgress: done => report({ done }) });
        } finally {
          stream.destroy();
        }
        if (!(await engine.hasImage(image.imageId, { signal }))) {
          throw new RockpoolError({
            kind: 'permanent',
            code: 'IMAGE_NOT_LOADED',
            what: `The engine took the image "${name}" and doesn't have it.`,
            next: 'Look at the free space of the engine, then launch again.',
          });
        }
        return name;
      },
    ).finished;
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
      let load = known.get(key);
      if (!load) {
        load = bring(engine, image);
        known.set(key, load);
        load.then(
          () => known.set(key, true),
          () => known.delete(key),
        );
      }
      if (load !== true) await until(load, signal);
      return image;
    },
    forget: (engine, image) =>
      void (known.get(keyOf(engine, image)) === true && known.delete(keyOf(engine, image))),
    find: name => images.find(name),
  };
}

/** `work`, or the end of waiting for it. */
function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
