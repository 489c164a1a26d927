import { z } from 'zod';
import { never, procedure, router } from './trpc';

const id = z.object({ id: z.string() });

export const instancesApi = router({
  launch: procedure
    .input(z.object({ blueprintId: z.string(), requestId: z.string().min(8).max(64) }))
    .mutation(async ({ ctx: { services, userId }, input }) => {
      const launched = services.instances.launch({ ...input, userId });
      // Who is told that it is launched can rely on it; many at a time wait for the disk once.
      await services.instances.durable();
      return launched;
    }),
  destroy: procedure
    .input(z.object({ ids: z.array(z.string()).min(1).max(10_000) }))
    .mutation(({ ctx, input }) => ctx.services.instances.destroy(input.ids)),
  extend: procedure
    .input(
      z.object({
        id: z.string(),
        minutes: z
          .number()
          .int()
          .min(1)
          .max(7 * 24 * 60),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.instances.extend(input.id, input.minutes)),
  url: procedure.input(id).query(({ ctx, input }) => ctx.services.instances.urlOf(input.id)),
  password: procedure.input(id).query(({ ctx, input }) => ctx.services.instances.password(input.id)),
  facts: procedure
    .input(id)
    .query(({ ctx, input, signal }) => ctx.services.instances.facts(input.id, signal ? { signal } : {})),
  /** What its container uses, about each second, for as long as somebody listens. */
  usages: procedure
    .input(id)
    .subscription(({ ctx, input, signal }) =>
      ctx.services.instances.usages(input.id, { signal: signal ?? never }),
    ),
  /** Saves all that the engine has kept of the output where the person says; answers with the path, or undefined. */
  saveLog: procedure.input(id).mutation(({ ctx: { services, shell }, input, signal = never }) => {
    const { fileName, text } = services.instances.wholeLog(input.id, { signal });
    return shell.saveText({ title: 'Save the log', fileName, text });
  }),
  /** The container's output in chunks of whole lines; ends with the container, or with the listener. */
  runningLog: procedure
    .input(z.object({ id: z.string(), follow: z.boolean() }))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.instances.runningLog(input.id, {
        follow: input.follow,
        signal: signal ?? never,
      }),
    ),
});
