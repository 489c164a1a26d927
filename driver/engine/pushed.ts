import type Dockerode from 'dockerode';
import { statusOf } from './failures';
import type { PushedImage } from './port';
import { portionLabel, readPushMark } from './pushMarks';

/** Removes the portions of an image; what somebody uses stays. */
export async function clearPortions(
  docker: Dockerode,
  imageId: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const filters = { label: [`${portionLabel}=${imageId}`] };
  const portions = await docker.listImages({ abortSignal, filters });
  // The largest first: a smaller one is below it.
  for (const { Id } of portions.sort((a, b) => b.Size - a.Size)) await removeByName(docker, Id, abortSignal);
}

/** The images that carry our mark, and portions of such; one that was pushed under two names is there twice. */
export async function pushedImages(docker: Dockerode, abortSignal: AbortSignal): Promise<PushedImage[]> {
  const images = await docker.listImages({ abortSignal });
  return images.flatMap(({ Id, RepoTags, Labels }): PushedImage[] => {
    const partOf = Labels?.[portionLabel];
    if (partOf !== undefined) return [{ id: Id, imageId: partOf, mark: Id, isPortion: true }];
    return (RepoTags ?? []).flatMap(mark => {
      const said = readPushMark(mark);
      if (!said) return [];
      const name = RepoTags?.find(said.isNameOf);
      return [{ id: Id, imageId: said.imageId, mark, ...(name === undefined ? {} : { name }) }];
    });
  });
}

/** False: a container uses it. The mark goes last: with it everybody could tell that it is ours. */
export async function removePushed(
  docker: Dockerode,
  { id, name, mark }: PushedImage,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const users = await docker.listContainers({
    ...{ all: true, limit: 1, abortSignal },
    filters: { ancestor: [id] },
  });
  if (users.length > 0) return false;
  for (const one of [name, mark])
    if (one !== undefined && !(await removeByName(docker, one, abortSignal))) return false;
  await removeDigests(docker, id, abortSignal);
  return true;
}

/** What an engine has pulled is known by its digest too; it goes where nobody has given it a name. */
async function removeDigests(docker: Dockerode, id: string, abortSignal: AbortSignal): Promise<void> {
  const images = await docker.listImages({ abortSignal, digests: true });
  const left = images.find(image => image.Id === id);
  if (!left || (left.RepoTags ?? []).some(name => name !== '<none>:<none>')) return;
  for (const digest of left.RepoDigests ?? []) await removeByName(docker, digest, abortSignal);
}

/** One name of an image, and the image with its last one. False: a container uses it, so it stays. */
async function removeByName(docker: Dockerode, name: string, abortSignal: AbortSignal): Promise<boolean> {
  try {
    await docker.getImage(name).remove({ abortSignal } as Dockerode.ImageRemoveOptions);
  } catch (error) {
    // Gone already, or in use.
    if (statusOf(error) === 409) return false;
    if (statusOf(error) !== 404) throw error;
  }
  return true;
}
