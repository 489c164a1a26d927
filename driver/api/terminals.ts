import { z } from 'zod';
import { MOST_INPUT, terminalSizeSchema } from '../model/terminal';
import { never, procedure, router } from './trpc';

/** As terminals are numbered here: nobody guesses one. */
const id = z.string().regex(/^[0-9a-f]{32}$/);

export const terminalsApi = router({
  /** A shell in an instance, for as long as somebody listens. */
  open: procedure
    .input(z.object({ instanceId: z.string().max(100), size: terminalSizeSchema }))
    .subscription(({ ctx, input: { instanceId, size }, signal }) =>
      ctx.services.terminals.open(instanceId, { size, signal: signal ?? never }),
    ),
  input: procedure
    .input(z.object({ id, text: z.string().max(MOST_INPUT) }))
    .mutation(({ ctx, input, signal }) =>
      ctx.services.terminals.input(input.id, input.text, signal ? { signal } : {}),
    ),
  resize: procedure
    .input(z.object({ id, size: terminalSizeSchema }))
    .mutation(({ ctx, input, signal }) =>
      ctx.services.terminals.resize(input.id, input.size, signal ? { signal } : {}),
    ),
  /** So many bytes of its output have been shown. */
  taken: procedure
    .input(z.object({ id, bytes: z.number().int().positive() }))
    .mutation(({ ctx, input }) => ctx.services.terminals.taken(input.id, input.bytes)),
});
