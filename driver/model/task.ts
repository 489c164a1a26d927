import { z } from 'zod';
import { errorValueSchema } from './errors';

/** A job that takes over a second: shown with progress, can be cancelled. Kept in memory only. */
export const taskSchema = z.object({
  id: z.string(),
  kind: z.enum(['import', 'pull', 'save', 'prepare', 'install', 'report']),
  /** For people: `Import rocker.rstudio.img`. */
  title: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** What it does at the moment: `Verifying layer 3 of 9`. */
  step: z.string(),
  /** Bytes done and to do, where known. */
  done: z.number(),
  total: z.number().optional(),
  /** Bytes per second over the last seconds. */
  speed: z.number().optional(),
  /** Parts with their own progress, such as the layers of a pull. */
  parts: z.array(
    z.object({ name: z.string(), done: z.number(), total: z.number().optional(), state: z.string() }),
  ),
  error: errorValueSchema.optional(),
  /** What came out of it: names of images, for example. */
  result: z.string().optional(),
  /** The file that it has written: its path on this computer. */
  file: z.string().optional(),
  /** Of an image that is sent to a host: where to, and its name with tag. */
  push: z.object({ engineUrl: z.string(), image: z.string() }).optional(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
});
export type Task = z.infer<typeof taskSchema>;
export type TaskKind = Task['kind'];
