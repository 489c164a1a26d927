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
  /** Whose instance it is about. */
  userId: z.string().optional(),
});
/** The newest are kept, in the state. */
export const EVENTS_KEPT = 5000;

export type RockpoolEvent = z.infer<typeof eventSchema>;
