import { z } from 'zod';
import { metadata, name } from '../../fields.ts';

export const volumeTypeSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: name,
    is_public: z.boolean().nullish(),
    extra_specs: metadata,
  })
  .transform(one => ({
    id: one.id,
    name: one.name,
    description: one.description,
    isPublic: one.is_public ?? true,
    extraSpecs: one.extra_specs,
  }));
export type VolumeType = z.output<typeof volumeTypeSchema>;
