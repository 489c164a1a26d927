import { z } from 'zod';
import { type ConfigKey, type PoolConfig, poolConfigSchema } from './poolConfig';

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** How settings came to be changed. */
export const changeWays = ['made', 'edited', 'imported', 'reverted'] as const;
export type ChangeWay = (typeof changeWays)[number];

/** One change of a pool's settings: everything that was saved at once. */
export const configChangeSchema = z.object({
  id: z.string(),
  poolId: z.string(),
  /** Ms since the epoch. */
  at: z.number(),
  /** Who did it: the name of a user of this workstation, or `Rockpool`. */
  by: z.string(),
  way: z.enum(changeWays),
  /** Keys that no version knows any more may be among them. */
  changes: z.array(z.object({ key: z.string(), from: value, to: value })),
});
export type ConfigChange = z.infer<typeof configChangeSchema>;

/** What differs between settings, in the schema's order. */
export function differences(before: PoolConfig, after: PoolConfig): ConfigChange['changes'] {
  return (Object.keys(poolConfigSchema.shape) as ConfigKey[])
    .filter(key => before[key] !== after[key])
    .map(key => ({ key, from: before[key], to: after[key] }));
}

/** The changes of one pool, newest first. */
export function historyOf(poolId: string, all: readonly ConfigChange[]): ConfigChange[] {
  const own = all.filter(change => change.poolId === poolId).reverse();
  return own.sort((a, b) => b.at - a.at);
}

/** What would take one change back: the settings that it replaced, as far as they are still possible. */
export function revertOf({ changes }: ConfigChange): Partial<PoolConfig> {
  const before = changes.filter(({ key, from }) => {
    if (!Object.hasOwn(poolConfigSchema.shape, key)) return false;
    return poolConfigSchema.shape[key as ConfigKey].safeParse(from).success;
  });
  return Object.fromEntries(before.map(({ key, from }) => [key, from])) as Partial<PoolConfig>;
}
