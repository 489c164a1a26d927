import { z } from 'zod';
import { metadata, number, yes } from '../../fields.ts';

export const extraSpecsSchema = metadata;

export const flavorSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    vcpus: z.number(),
    ram: z.number(),
    disk: z.number(),
    'OS-FLV-EXT-DATA:ephemeral': number,
    // An empty text where there is none.
    swap: z.union([z.number(), z.literal('')]).nullish(),
    'os-flavor-access:is_public': z.boolean().nullish(),
    'OS-FLV-DISABLED:disabled': yes,
    extra_specs: z.record(z.string(), z.string()).nullish(),
  })
  .transform(one => ({
    id: one.id,
    name: one.name,
    vcpus: one.vcpus,
    memoryMiB: one.ram,
    /** 0: as large as the image. */
    diskGiB: one.disk,
    ephemeralGiB: one['OS-FLV-EXT-DATA:ephemeral'] ?? 0,
    swapMiB: one.swap || 0,
    isPublic: one['os-flavor-access:is_public'] ?? true,
    isDisabled: one['OS-FLV-DISABLED:disabled'],
    /** Undefined: not told with it (before 2.61, or not to this user); see `extraSpecs`. */
    extraSpecs: one.extra_specs ?? undefined,
  }));
export type Flavor = z.output<typeof flavorSchema>;
