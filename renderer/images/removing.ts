import type { Image } from '../../driver/model/image';
import { api } from '../state/api';
import { currentState } from '../state/store';
import { confirm } from '../ui/confirm';
import { attempt, notifyDone } from '../ui/notify';
import { usedBy } from './usedBy';

/** Removes an image from the directory after asking; answers whether it is gone. */
export async function removeImage(image: Image): Promise<boolean> {
  const names = usedBy(image, currentState()).map(name => `"${name}"`);
  const lost = names.length > 0 ? ` Until then ${names.join(', ')} can't be launched.` : '';
  const sure = await confirm({
    title: `Remove ${image.id}?`,
    body: `Its tarball ${image.file} is deleted from the image directory, unless another tag shares it. What runs from it keeps running. To have it again, import it again.${lost}`,
    action: 'Remove',
    destructive: true,
  });
  if (!sure || !(await attempt(api.images.remove.mutate({ id: image.id })))) return false;
  notifyDone(`${image.id} was removed.`);
  return true;
}
