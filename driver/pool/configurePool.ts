import { type ConfigChange, differences } from '../model/configChange';
import { RockpoolError } from '../model/errors';
import { type ConfigKey, configMetaOf, type Pool, type PoolConfig, poolConfigSchema } from '../model/pool';
import { refuseProblems } from './createPool';
import { configOvertaken, poolGone } from './refusals';

/**
 * The pool as it would be.
 * @throws RockpoolError NOT_FOUND, CONFIG_INVALID
 */
export function withConfig(before: Pool | undefined, changes: Partial<PoolConfig>): Pool {
  if (!before) throw new RockpoolError(poolGone);
  const pool: Pool = { ...before, config: poolConfigSchema.parse({ ...before.config, ...changes }) };
  refuseProblems(pool);
  return pool;
}

/**
 * Whoever edits is shown both values before one replaces the other.
 * @param seen the settings as the editor had them
 * @throws RockpoolError CONFIG_OVERTAKEN
 */
export function refuseOvertaken(pool: Pool, seen: Partial<PoolConfig>): void {
  const overtaken = differences({ ...pool.config, ...seen }, pool.config);
  if (overtaken.length > 0) throw new RockpoolError(configOvertaken(overtaken, pool));
}

/** Changed settings in words: `DD_MAX_HOSTS = 6 (was 4)`. Those that the original lacks go by their title. */
export function changesText(changes: ConfigChange['changes']): string {
  const texts = changes.map(({ key, from, to }) => {
    const { title, empty = 'empty' } = configMetaOf(key as ConfigKey);
    const name = key.startsWith('DD_') ? key : title;
    return `${name} = ${to ?? empty} (was ${from ?? empty})`;
  });
  return texts.join(', ');
}
