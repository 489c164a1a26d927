import type { Activity } from './activity/activity';
import { type ImageLibrary, openImageLibrary } from './images';
import { isRockpoolError } from './model/errors';

type LibraryOptions = Parameters<typeof openImageLibrary>[0];

/**
 * Opens the image directory that the admin chose. One that can't be used any more (a drive that isn't there) must
 * not keep the app from starting, since it is chosen in the app: then `usual` serves, and Activity says so. What is on
 * record stays: hosts keep their images for it, and it is there again with the drive.
 * @throws RockpoolError IMAGE_DIRECTORY_UNUSABLE where `usual` can't be used either
 */
export async function openImages(
  chosen: string | null,
  usual: string,
  activity: Activity,
  options: Omit<LibraryOptions, 'directory' | 'isStandIn'>,
): Promise<ImageLibrary> {
  if (chosen !== null) {
    try {
      return await openImageLibrary({ ...options, directory: chosen });
    } catch (error) {
      if (!isRockpoolError(error)) throw error;
      activity.note(
        'error',
        `The image directory ${chosen} can't be used; images are kept in ${usual} for now. ${error.value.why ?? ''} Choose another one in Settings, or start again when it is there.`,
      );
    }
  }
  return openImageLibrary({ ...options, directory: usual, isStandIn: chosen !== null });
}
