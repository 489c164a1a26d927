import { z } from 'zod';

/** A line of Activity: something that happened and that an admin may want to know later. */
export const eventSchema = z.object({
  id: z.string(),
  /** Ms since the epoch. */
  at: z.number(),
  level: z.enum(['info', 'warning', 'error']),
  /** The sentence for people. */
  text: z.string(),
  /** What it is about. */
  poolId: z.string().optional(),
  hostId: z.string().optional(),
  instanceId: z.string().optional(),
});
export type RockpoolEvent = z.infer<typeof eventSchema>;
