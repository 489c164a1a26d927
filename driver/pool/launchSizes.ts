import type { Blueprint } from '../model/blueprint';
import { launchableOn } from '../model/launchable';
import type { Pool } from '../model/pool';
import type { Template, TemplateConfig } from '../model/template';
import type { Store } from '../store/store';
import { whileSame } from './whileSame';

/** The full configs of the blueprints that may be launched on a pool. */
export function launchable(
  { name }: Pick<Pool, 'name'>,
  { blueprints, templates }: Pick<Store, 'blueprints' | 'templates'>,
): TemplateConfig[] {
  return launchableOn(new Set([name]), blueprints.all(), id => templates.get(id));
}

/** Tells whether there is any: worked out once until a blueprint or a template changes. */
export function hasLaunchesOf(
  pool: Pick<Pool, 'name'>,
  store: Pick<Store, 'blueprints' | 'templates'>,
): () => boolean {
  const has = whileSame(
    (_blueprints: readonly Blueprint[], _templates: readonly Template[]) =>
      launchable(pool, store).length > 0,
  );
  return () => has(store.blueprints.all(), store.templates.all());
}

/**
 * Tells the slots of the largest of them, 1 where there is none: worked out once until a blueprint or a template changes.
 */
export function largestLaunchOf(
  pool: Pick<Pool, 'name'>,
  store: Pick<Store, 'blueprints' | 'templates'>,
): () => number {
  const largest = whileSame((_blueprints: readonly Blueprint[], _templates: readonly Template[]) =>
    launchable(pool, store).reduce((most, { consumed_slots: slots }) => Math.max(most, slots), 1),
  );
  return () => largest(store.blueprints.all(), store.templates.all());
}
