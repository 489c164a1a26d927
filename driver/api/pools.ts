import { z } from 'zod';
import { patchOf } from '../model/patch';
import { poolConfigSchema, providerNames } from '../model/pool';
import { procedure, router } from './trpc';

export const poolsApi = router({
  create: procedure
    .input(
      z.object({
        name: z.string().trim().min(1, 'Give the pool a name.').max(64, 'At most 64 characters.'),
        provider: z.enum(providerNames),
        engineUrl: z.string().min(1),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.pools.create(input)),
  configure: procedure
    .input(z.object({ id: z.string(), changes: patchOf(poolConfigSchema) }))
    .mutation(({ ctx, input }) => ctx.services.pools.configure(input.id, input.changes)),
  /** What the pool would do under changed settings. */
  preview: procedure
    .input(z.object({ id: z.string(), changes: patchOf(poolConfigSchema) }))
    .query(({ ctx, input }) => ctx.services.pools.preview(input.id, input.changes)),
});
