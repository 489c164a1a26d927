import { z } from 'zod';
import { procedure, router } from './trpc';

const reference = z
  .string()
  .trim()
  .min(1, 'Write the name of an image, for example rocker/rstudio.')
  .regex(
    /^[\w][\w.\-/:@]*$/,
    'An image name has letters, digits and . - _ / : @ only, for example rocker/rstudio:4.4.',
  );

export const imagesApi = router({
  /** Answers with a task id for each file. */
  importFiles: procedure
    .input(z.object({ paths: z.array(z.string().min(1)).min(1).max(1000) }))
    .mutation(({ ctx, input }) => ctx.services.images.importFiles(input.paths)),
  /** Names of images that the engine at `engineUrl` has. */
  inEngine: procedure
    .input(z.object({ engineUrl: z.string() }))
    .query(({ ctx, input, signal }) =>
      ctx.services.images.inEngine(ctx.services.engines.connect(input.engineUrl), signal ? { signal } : {}),
    ),
  importFromEngine: procedure
    .input(z.object({ engineUrl: z.string(), reference }))
    .mutation(({ ctx, input }) =>
      ctx.services.images.importFromEngine(ctx.services.engines.connect(input.engineUrl), input.reference),
    ),
  pull: procedure
    .input(
      z.object({
        engineUrl: z.string(),
        reference,
        credentials: z.object({ username: z.string().min(1), password: z.string() }).optional(),
      }),
    )
    .mutation(({ ctx, input }) =>
      ctx.services.images.pull(
        ctx.services.engines.connect(input.engineUrl),
        input.reference,
        input.credentials ? { credentials: input.credentials } : {},
      ),
    ),
  /** By what name hosts pull it themselves; absent: it is sent to them. */
  setHostsPull: procedure
    .input(z.object({ id: z.string(), reference: z.string().trim().max(500).optional() }))
    .mutation(({ ctx, input }) => ctx.services.images.setHostsPull(input.id, input.reference)),
  /** Tries again now what could not be brought to hosts; without an image all of it. */
  sendAgain: procedure
    .input(z.object({ hostIds: z.array(z.string()).min(1).max(10_000), image: z.string().optional() }))
    .mutation(({ ctx, input }) => ctx.services.supplies.retry(input.hostIds, input.image)),
  remove: procedure
    .input(z.object({ id: z.string() }))
    .mutation(({ ctx, input }) => ctx.services.images.remove(input.id)),
});
