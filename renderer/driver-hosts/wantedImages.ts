import { fullConfig } from '../../driver/model/fullConfig';
import { shortName, withTag } from '../../driver/model/image';
import type { Pool } from '../../driver/model/pool';
import type { State } from '../../driver/model/state';

/** The images that the active blueprints of these pools need, sorted, each once. */
export function imagesWanted(
  { blueprints, templates }: Pick<State, 'blueprints' | 'templates'>,
  pools: readonly Pool[],
): string[] {
  const plugins = new Set(pools.map(({ name }) => name));
  const names = Object.values(blueprints).flatMap(blueprint => {
    const template = templates[blueprint.templateId];
    if (!blueprint.active || !template?.active || !plugins.has(template.plugin)) return [];
    return [shortName(withTag(fullConfig(template, blueprint).docker_image))];
  });
  return [...new Set(names)].sort();
}
