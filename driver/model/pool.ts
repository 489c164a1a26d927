import { z } from 'zod';

/** Where a pool's hosts come from. */
export const providerNames = ['local', 'simulator'] as const;

/** The settings of one pool; DD_* keys have the original's names and meanings. */
export const poolConfigSchema = z.object({
  /** No new instances, no new hosts; hosts go as they become empty. */
  DD_SHUTDOWN_MODE: z.boolean().default(false),
  /** Provider `local`: capacity of the one host, in slots; null: from the engine's memory. */
  localSlots: z
    .number()
    .int('Slots are whole numbers.')
    .min(1, 'A host has at least one slot.')
    .max(10_000, 'At most 10000 slots.')
    .nullable()
    .default(null),
});
export type PoolConfig = z.infer<typeof poolConfigSchema>;

/** A set of hosts of one namespace, and where they come from. */
export const poolSchema = z.object({
  id: z.string(),
  /** The original's namespace: `DockerDriver`, `DockerDriverGpu`, or a name of the admin's. */
  name: z.string().min(1),
  provider: z.enum(providerNames),
  /** Provider `local`: where the engine answers. `simulator`: `sim://` and a name of the pool's own. */
  engineUrl: z.string(),
  config: poolConfigSchema,
  createdAt: z.number(),
});
export type Pool = z.infer<typeof poolSchema>;
