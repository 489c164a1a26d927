import type { Blueprint } from '../model/blueprint';
import { fullConfig } from '../model/fullConfig';
import type { Pool } from '../model/pool';
import type { Template, TemplateConfig } from '../model/template';
import type { Store } from '../store/store';

const known = new WeakMap<Blueprint, { template: Template; config: TemplateConfig }>();

/** Records are replaced, never changed: for the same two it is the same. */
function configOf(template: Template, blueprint: Blueprint): TemplateConfig {
  const before = known.get(blueprint);
  if (before?.template === template) return before.config;
  const config = fullConfig(template, blueprint);
  known.set(blueprint, { template, config });
  return config;
}

/** The full configs of the blueprints that may be launched on a pool. */
export function launchable(pool: Pool, store: Pick<Store, 'blueprints' | 'templates'>): TemplateConfig[] {
  return store.blueprints.all().flatMap(blueprint => {
    const template = store.templates.get(blueprint.templateId);
    if (!blueprint.active || !template?.active || template.plugin !== pool.name) return [];
    return [configOf(template, blueprint)];
  });
}

/** Slots of the largest of them; 1 where there is none. */
export function largestLaunchOf(pool: Pool, store: Pick<Store, 'blueprints' | 'templates'>): number {
  return launchable(pool, store).reduce((most, { consumed_slots: slots }) => Math.max(most, slots), 1);
}
