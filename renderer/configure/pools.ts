import { CPU_POOL, type Pool } from '../../driver/model/pool';
import type { Template } from '../../driver/model/template';
import { useRecords } from '../state/store';
import { byName } from './records';

/** The pools that a template can be for, oldest first. */
export function usePools(): Pool[] {
  return useRecords('pools').toSorted((a, b) => a.createdAt - b.createdAt);
}

/** The pool that a new template is for until another is chosen; where there is none yet, the one that Welcome makes. */
export function firstPlugin(pools: readonly Pool[]): string {
  return pools[0]?.name ?? CPU_POOL;
}

/** The templates for a name that no pool has. */
export interface Lost {
  plugin: string;
  templates: Template[];
}

/** The names that templates have and no pool, sorted, each with its templates. */
export function withoutPool(templates: readonly Template[], pools: readonly Pool[]): Lost[] {
  const names = new Set(templates.map(({ plugin }) => plugin));
  for (const { name } of pools) names.delete(name);
  return [...names].sort().map(plugin => ({
    plugin,
    templates: templates.filter(template => template.plugin === plugin).toSorted(byName),
  }));
}
