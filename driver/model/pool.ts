import { z } from 'zod';
import { poolConfigSchema, providerNames } from './poolConfig';

export * from './poolConfig';

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
