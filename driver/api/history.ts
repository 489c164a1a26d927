import { z } from 'zod';
import { procedure, router } from './trpc';

export const historyApi = router({
  /** How a pool was since `fromMs` (ms since the epoch): at most `points` samples, in order. */
  pool: procedure
    .input(z.object({ poolId: z.string(), fromMs: z.number(), points: z.number().int().min(2).max(2000) }))
    .query(({ ctx, input }) => ctx.services.history.pool(input)),
});
