import { z } from 'zod';
import { thingKinds } from './thing';

/** How much was made for a pool and given back since its last complete report. Under the pool's id. */
export const accountSchema = z.object({
  id: z.string(),
  /** Ms since the epoch. */
  since: z.number(),
  /** What is still there has records of its own and isn't counted. */
  givenBack: z.partialRecord(z.enum(thingKinds), z.number().int()),
});
export type Account = z.infer<typeof accountSchema>;

/** A server, or another thing of a cloud, that a pool has or had; of those given back the newest are kept for the report. */
export const thingSchema = z.object({
  /** Kind, pool and what the provider knows it by. */
  id: z.string(),
  poolId: z.string(),
  kind: z.enum(thingKinds),
  thingId: z.string(),
  name: z.string(),
  createdAt: z.number(),
  givenBackAt: z.number().optional(),
});
export type Thing = z.infer<typeof thingSchema>;
