import { procedure, router } from './trpc';

export const enginesApi = router({
  discover: procedure.query(({ ctx, signal }) => ctx.services.engines.discover(signal ? { signal } : {})),
  advice: procedure.query(({ ctx }) => ctx.services.engines.advice()),
  /** Answers with the id of the task that installs and starts a private engine. */
  startPrivate: procedure.mutation(({ ctx }) => ctx.services.engines.startPrivateEngine().id),
});
