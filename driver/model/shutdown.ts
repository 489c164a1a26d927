import { z } from 'zod';
import { thingKinds } from './thing';

/** How a pool's instances end when it is shut down. */
export const shutdownWays = ['wait', 'at', 'now'] as const;
export type ShutdownWay = (typeof shutdownWays)[number];

/** Something of a pool that is still there while it is shut down. */
export const remainingSchema = z.object({
  kind: z.enum(thingKinds),
  /** What its engine or provider knows it by; the record's id where neither is known. */
  id: z.string(),
  name: z.string(),
  /** What it waits for, or why it does not go, in words. */
  why: z.string(),
  /** When it ends by itself (ms since the epoch), where that is known. */
  until: z.number().optional(),
  /** It should have been gone by now. */
  resists: z.boolean(),
  /** What a person types to end it, where it resists. */
  command: z.string().optional(),
  /** The host that it is, or is on. */
  hostId: z.string().optional(),
  /** It resists, and goes once an admin removes its host. */
  goesWithHost: z.boolean().optional(),
  instanceId: z.string().optional(),
});
export type Remaining = z.infer<typeof remainingSchema>;

/** Something that was made for a pool, and when it was given back. */
const reportedThingSchema = z.object({
  kind: z.enum(thingKinds),
  id: z.string(),
  name: z.string(),
  /** Ms since the epoch. */
  createdAt: z.number(),
  /** Absent: it is still there. */
  givenBackAt: z.number().optional(),
});
export type ReportedThing = z.infer<typeof reportedThingSchema>;

/** What a pool has had since its last complete report, and what of it could not be given back. */
export const shutdownReportSchema = z.object({
  /** The life that it tells of, ms since the epoch. */
  since: z.number(),
  madeAt: z.number(),
  /** True once two listings in a row, begun after the last act, have shown nothing. */
  complete: z.boolean(),
  counts: z.array(
    z.object({ kind: z.enum(thingKinds), created: z.number().int(), givenBack: z.number().int() }),
  ),
  /** The newest, oldest first; containers and instances are counted only. */
  things: z.array(reportedThingSchema),
  /** How many older ones are only counted. */
  older: z.number().int(),
  notGivenBack: z.array(remainingSchema),
});
export type ShutdownReport = z.infer<typeof shutdownReportSchema>;

/**
 * The shutting down of one pool, under the pool's id. `under way`: things go as they should. `stuck`: what is left
 * does not go; it is tried on, and the report says what to do. `done`: nothing is left.
 */
export const shutdownSchema = z.object({
  id: z.string(),
  how: z.enum(shutdownWays),
  /** Ms since the epoch. */
  orderedAt: z.number(),
  /** When what still runs is ended; absent: instances end by themselves. */
  endsAt: z.number().optional(),
  state: z.enum(['under way', 'stuck', 'done']),
  /** What is still there, at most `MOST_REMAINING` of it. */
  remaining: z.array(remainingSchema),
  remainingCount: z.number().int(),
  report: shutdownReportSchema.optional(),
  /** True once the pool was opened again: the report tells of an earlier life. */
  past: z.boolean().optional(),
});
export type Shutdown = z.infer<typeof shutdownSchema>;

/** A time further ahead (ms) than this is a slip of the hand. */
export const LONGEST_SHUTDOWN_MS = 30 * 24 * 3_600_000;

export const MOST_REMAINING = 200;

/** True until nothing is left. */
export function isUnderWay(shutdown: Shutdown | undefined): shutdown is Shutdown {
  return shutdown !== undefined && shutdown.state !== 'done';
}
