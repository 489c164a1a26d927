import { z } from 'zod';
import { overridableAttributes, templateConfigSchema } from '../model/template';
import { procedure, router } from './trpc';

const id = z.object({ id: z.string() });
const draft = z.object({
  plugin: z.string().trim().min(1, 'Choose a pool.'),
  config: templateConfigSchema,
  allowedAttributes: z.array(z.enum(overridableAttributes)),
});

export const templatesApi = router({
  create: procedure.input(draft).mutation(({ ctx, input }) => ctx.services.blueprints.createTemplate(input)),
  update: procedure
    .input(draft.extend({ id: z.string() }))
    .mutation(({ ctx, input: { id, ...rest } }) => ctx.services.blueprints.updateTemplate(id, rest)),
  copy: procedure.input(id).mutation(({ ctx, input }) => ctx.services.blueprints.copyTemplate(input.id)),
  setActive: procedure
    .input(z.object({ id: z.string(), active: z.boolean(), withBlueprints: z.boolean().default(false) }))
    .mutation(({ ctx, input }) =>
      ctx.services.blueprints.setTemplateActive(input.id, input.active, input.withBlueprints),
    ),
  delete: procedure.input(id).mutation(({ ctx, input }) => ctx.services.blueprints.deleteTemplate(input.id)),
});
