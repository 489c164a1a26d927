import { z } from 'zod';
import { blueprintConfigSchema } from '../model/blueprint';
import { procedure, router } from './trpc';

const id = z.object({ id: z.string() });

export const blueprintsApi = router({
  create: procedure
    .input(z.object({ templateId: z.string(), config: blueprintConfigSchema }))
    .mutation(({ ctx, input }) => ctx.services.blueprints.createBlueprint(input)),
  update: procedure
    .input(z.object({ id: z.string(), config: blueprintConfigSchema }))
    .mutation(({ ctx, input }) => ctx.services.blueprints.updateBlueprint(input.id, input.config)),
  copy: procedure.input(id).mutation(({ ctx, input }) => ctx.services.blueprints.copyBlueprint(input.id)),
  setActive: procedure
    .input(z.object({ id: z.string(), active: z.boolean() }))
    .mutation(({ ctx, input }) => ctx.services.blueprints.setBlueprintActive(input.id, input.active)),
  delete: procedure.input(id).mutation(({ ctx, input }) => ctx.services.blueprints.deleteBlueprint(input.id)),
});
