import type { Blueprint } from './blueprint';
import { fullConfig } from './fullConfig';
import type { Template, TemplateConfig } from './template';

const known = new WeakMap<Blueprint, { template: Template; config: TemplateConfig }>();

/** Records are replaced, never changed: for the same two it is the same. */
function configOf(template: Template, blueprint: Blueprint): TemplateConfig {
  const before = known.get(blueprint);
  if (before?.template === template) return before.config;
  const config = fullConfig(template, blueprint);
  known.set(blueprint, { template, config });
  return config;
}

/** The full configs of the active blueprints whose templates are for one of these pools, by name. */
export function launchableOn(
  poolNames: ReadonlySet<string>,
  blueprints: readonly Blueprint[],
  templateOf: (id: string) => Template | undefined,
): TemplateConfig[] {
  return blueprints.flatMap(blueprint => {
    const template = templateOf(blueprint.templateId);
    if (!blueprint.active || !template?.active || !poolNames.has(template.plugin)) return [];
    return [configOf(template, blueprint)];
  });
}
