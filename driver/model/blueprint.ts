import { z } from 'zod';
import { patchOf } from './patch';
import { templateConfigSchema } from './template';

/** Values that a blueprint lays over its template: a name and description of its own, and overrides. */
export const blueprintConfigSchema = patchOf(templateConfigSchema).extend({
  name: templateConfigSchema.shape.name,
});
export type BlueprintConfig = z.infer<typeof blueprintConfigSchema>;

/** What users launch: made from a template. */
export const blueprintSchema = z.object({
  id: z.string(),
  templateId: z.string(),
  config: blueprintConfigSchema,
  active: z.boolean(),
  /** Ms since the epoch. */
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Blueprint = z.infer<typeof blueprintSchema>;
