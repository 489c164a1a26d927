import { z } from 'zod';
import { errorValueSchema } from './errors';
import { hostPhaseNames } from './hostPhases';

/** One step in a host's history. */
export const transitionSchema = z.object({
  phase: z.enum(hostPhaseNames),
  /** Ms since the epoch. */
  at: z.number(),
  reason: z.string(),
});

/** One machine that runs Docker for a pool. */
export const hostSchema = z.object({
  /** `pb_dd_` and 32 hex digits, as the original names its hosts. */
  id: z.string(),
  poolId: z.string(),
  /** What people call it. */
  name: z.string(),
  phase: z.enum(hostPhaseNames),
  history: z.array(transitionSchema),
  /** What the provider knows it by; for `local` the engine's id. Absent until known. */
  providerId: z.string().optional(),
  /** Where its Docker engine answers: `unix:///…`, `tcp://…` or `sim://…`. */
  engineUrl: z.string().optional(),
  /** Capacity in slots. */
  slots: z.number().int(),
  /** Set while the engine doesn't answer: since when (wall clock, ms) and why. */
  unreachable: z.object({ since: z.number(), error: errorValueSchema }).optional(),
  /** What the engine said of itself when it was last asked. */
  facts: z
    .object({
      engineVersion: z.string(),
      operatingSystem: z.string(),
      architecture: z.string(),
      memoryMiB: z.number(),
      cpus: z.number(),
    })
    .optional(),
  createdAt: z.number(),
});
export type Host = z.infer<typeof hostSchema>;
