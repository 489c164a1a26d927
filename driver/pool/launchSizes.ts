import { launchableOn } from '../model/launchable';
import type { Pool } from '../model/pool';
import type { TemplateConfig } from '../model/template';
import type { Store } from '../store/store';

/** The full configs of the blueprints that may be launched on a pool. */
export function launchable(
  { name }: Pool,
  { blueprints, templates }: Pick<Store, 'blueprints' | 'templates'>,
): TemplateConfig[] {
  return launchableOn(new Set([name]), blueprints.all(), id => templates.get(id));
}

/** Slots of the largest of them; 1 where there is none. */
export function largestLaunchOf(pool: Pool, store: Pick<Store, 'blueprints' | 'templates'>): number {
  return launchable(pool, store).reduce((most, { consumed_slots: slots }) => Math.max(most, slots), 1);
}
