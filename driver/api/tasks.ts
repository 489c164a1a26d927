import { z } from 'zod';
import { procedure, router } from './trpc';

const id = z.object({ id: z.string() });

export const tasksApi = router({
  cancel: procedure.input(id).mutation(({ ctx, input }) => ctx.services.tasks.cancel(input.id)),
  dismiss: procedure.input(id).mutation(({ ctx, input }) => ctx.services.tasks.dismiss(input.id)),
});
