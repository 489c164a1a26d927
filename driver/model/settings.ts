import { z } from 'zod';

/** Settings of the whole app, kept in the state. */
export const settingsSchema = z.object({
  /** Where image tarballs are kept; null: `images` in the data folder. */
  imageDirectory: z.string().nullable().default(null),
  /** Where the embedded browser saves downloads; null: the user's Downloads folder. */
  downloadDirectory: z.string().nullable().default(null),
  /** A warning is shown this long before an instance ends, in minutes. */
  warnBeforeEndMinutes: z
    .number()
    .int()
    .min(1, 'At least 1 minute.')
    .max(120, 'At most 120 minutes.')
    .default(5),
  /** What all pushes of images to hosts may send together, in MB (10^6 bytes) a second; null: as fast as they go. */
  pushLimitMBs: z
    .number('Write a number of MB per second, or nothing.')
    .min(0.1, 'At least 0.1 MB per second.')
    .max(10_000, 'At most 10000 MB per second.')
    .nullable()
    .default(null),
  /** True once the first instance has run: Welcome is no longer the first screen. */
  welcomeDone: z.boolean().default(false),
});
export type Settings = z.infer<typeof settingsSchema>;
