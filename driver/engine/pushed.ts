import type Dockerode from 'dockerode';
import { statusOf } from './failures';
import { portionLabel } from './pushMarks';

/** Removes the portions of an image, or of all; what somebody uses stays. */
export async function clearPortions(
  docker: Dockerode,
  imageId: string | undefined,
  abortSignal: AbortSignal,
): Promise<void> {
  const label = imageId === undefined ? portionLabel : `${portionLabel}=${imageId}`;
  const portions = await docker.listImages({ abortSignal, filters: { label: [label] } });
  // The largest first: a smaller one is below it.
  for (const { Id } of portions.sort((a, b) => b.Size - a.Size)) await removeByName(docker, Id, abortSignal);
}

/** One name of an image, and the image with its last one. False: a container uses it, so it stays. */
export async function removeByName(
  docker: Dockerode,
  name: string,
  abortSignal: AbortSignal,
): Promise<boolean> {
  try {
    await docker.getImage(name).remove({ abortSignal } as Dockerode.ImageRemoveOptions);
  } catch (error) {
    // Gone already, or in use.
    if (statusOf(error) === 409) return false;
    if (statusOf(error) !== 404) throw error;
  }
  return true;
}
