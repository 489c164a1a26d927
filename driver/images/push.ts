import { type Engine, isEngineAway } from '../engine';
import { isCancelled, isRockpoolError } from '../model/errors';
import { type Image, shortName } from '../model/image';
import { noRoomOnHost } from './messages';
import type { ImageLibrary } from './port';
import { type Portion, portionsOf } from './portions';
import { type Sending, type SendOptions, sendAll } from './sending';

export interface PushOptions extends SendOptions {
  /** Of a portion; absent: the usual size. */
  leastPortionBytes?: number | undefined;
}

/**
 * Brings an image to an engine: only the layers that it lacks, in portions, so that what has arrived stays when the
 * connection breaks, and the next push goes on there. Safe to repeat at any time.
 * @throws RockpoolError HOST_NO_SPACE, what the engine said, or that it can't be asked
 */
export async function pushImage(
  images: Pick<ImageLibrary, 'openArchive'>,
  engine: Engine,
  image: Image,
  options: PushOptions,
): Promise<void> {
  const { signal, leastPortionBytes } = options;
  const send = (archives: readonly Sending[]) => sendAll(engine, archives, options);
  const whole = { open: () => images.openArchive(image, { marked: true }) };
  if (!engine.lacking) return send([whole]);
  // What it had may be gone by the time that it is needed: then it is asked once more, and then given everything.
  for (const isLast of [false, false, true]) {
    const lacking = isLast ? undefined : await engine.lacking(image, { signal });
    const portions = lacking && portionsOf(image, lacking.layers, leastPortionBytes);
    await checkRoom(engine, image, portions ?? portionsOf(image, undefined), signal);
    try {
      await send(
        portions?.map(portion => ({
          bytes: portion.bytes,
          open: () => images.openArchive(image, { portion, format: lacking?.format, marked: true }),
        })) ?? [whole],
      );
      break;
    } catch (error) {
      if (!lacking || !isRockpoolError(error) || error.value.code !== 'ENGINE_REFUSED') throw error;
    }
  }
  await tidyUp(engine, image, signal);
}

/** Left free for what the host does beside. */
const RESERVE_BYTES = 128 * 1024 * 1024;

/** An engine keeps an archive beside what is unpacked from it until that is done. @throws RockpoolError HOST_NO_SPACE */
export async function checkRoom(
  engine: Engine,
  { id }: Image,
  portions: readonly Portion[],
  signal: AbortSignal,
): Promise<void> {
  const sizes = portions.map(({ bytes }) => bytes);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes === 0) return;
  const free = await engine.freeBytes?.({ signal });
  const needed = bytes + Math.max(...sizes) + RESERVE_BYTES;
  if (free !== undefined && free < needed) throw noRoomOnHost(shortName(id), needed, free);
}

/** The image holds the layers by now. What can't be removed is tried again with the next push. */
async function tidyUp(engine: Engine, { imageId }: Image, signal: AbortSignal): Promise<void> {
  try {
    await engine.clearPortions?.(imageId, { signal });
  } catch (error) {
    if (isCancelled(error) || isEngineAway(error)) return;
    throw error;
  }
}
