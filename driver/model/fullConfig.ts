import type { Blueprint } from './blueprint';
import { type Template, type TemplateConfig, templateConfigSchema } from './template';

/**
 * The template's config with the blueprint's values laid over it: `name` and `description` always, other
 * attributes only where the template allows it (the original's rule for the "full config").
 */
export function fullConfig(template: Template, blueprint: Blueprint): TemplateConfig {
  const known = made.get(template)?.get(blueprint);
  if (known) return known;
  const config = laidOver(template, blueprint);
  made.set(template, (made.get(template) ?? new WeakMap()).set(blueprint, config));
  return config;
}

/** Records are never changed, only replaced; and five hundred launches at once have the same two. */
const made = new WeakMap<Template, WeakMap<Blueprint, TemplateConfig>>();

function laidOver(template: Template, blueprint: Blueprint): TemplateConfig {
  const open = new Set<string>(['name', 'description', ...template.allowedAttributes]);
  const overrides = Object.entries(blueprint.config).filter(
    ([key, value]) => open.has(key) && value !== undefined,
  );
  return templateConfigSchema.parse({ ...template.config, ...Object.fromEntries(overrides) });
}
