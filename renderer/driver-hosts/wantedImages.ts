import { shortName, withTag } from '../../driver/model/image';
import { launchableOn } from '../../driver/model/launchable';
import type { Pool } from '../../driver/model/pool';
import type { State } from '../../driver/model/state';

/** The images that the active blueprints of these pools need, sorted, each once. */
export function imagesWanted(
  { blueprints, templates }: Pick<State, 'blueprints' | 'templates'>,
  pools: readonly Pool[],
): string[] {
  const names = new Set(pools.map(({ name }) => name));
  const configs = launchableOn(names, Object.values(blueprints), id => templates[id]);
  return [...new Set(configs.map(({ docker_image: image }) => shortName(withTag(image))))].sort();
}
