import { shortName, withTag } from '../../driver/model/image';
import { launchableOn } from '../../driver/model/launchable';
import { hasManyHosts, type Pool } from '../../driver/model/pool';
import type { State } from '../../driver/model/state';

/**
 * The images that hosts of these pools are to have, each once: sorted, first what active blueprints need, then the rest of
 * the directory where a pool wants all of it on its hosts.
 */
export function imagesWanted(
  { blueprints, templates, images }: Pick<State, 'blueprints' | 'templates' | 'images'>,
  pools: readonly Pool[],
): string[] {
  const names = new Set(pools.map(({ name }) => name));
  const configs = launchableOn(names, Object.values(blueprints), id => templates[id]);
  const needed = configs.map(({ docker_image: image }) => shortName(withTag(image))).sort();
  const wantsAll = ({ provider, config }: Pool) => hasManyHosts(provider) && config.DD_PUSH_ALL_IMAGES;
  const rest = pools.some(wantsAll) ? Object.keys(images).map(shortName).sort() : [];
  return [...new Set([...needed, ...rest])];
}
