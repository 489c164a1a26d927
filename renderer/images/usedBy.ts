import { fullConfig } from '../../driver/model/fullConfig';
import { type Image, withTag } from '../../driver/model/image';
import type { State } from '../../driver/model/state';

/** Names of the active blueprints that an image is launched for, in alphabetical order. */
export function usedBy(
  image: Image,
  { blueprints, templates }: Pick<State, 'blueprints' | 'templates'>,
): string[] {
  return Object.values(blueprints)
    .flatMap(blueprint => {
      const template = templates[blueprint.templateId];
      return blueprint.active && template ? [fullConfig(template, blueprint)] : [];
    })
    .filter(({ docker_image }) => withTag(docker_image) === image.id)
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b));
}
