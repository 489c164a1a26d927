import { z } from 'zod';
import { errorValueSchema } from './errors';
import { templateConfigSchema } from './template';

/** queueing → provisioning → running → deleting → deleted; failed only once its container is gone. */
export const instanceStates = [
  'queueing',
  'provisioning',
  'running',
  'deleting',
  'deleted',
  'failed',
] as const;
export type InstanceState = (typeof instanceStates)[number];

const nextStates: Record<InstanceState, readonly InstanceState[]> = {
  queueing: ['provisioning', 'deleting', 'failed'],
  // Back to the queue when a restart finds that nothing was made yet, or room was lost.
  provisioning: ['running', 'queueing', 'deleting', 'failed'],
  running: ['deleting', 'failed'],
  deleting: ['deleted'],
  deleted: [],
  failed: ['deleting'],
};

/** True if an instance may go from one state to the other. */
export function mayBecome(from: InstanceState, to: InstanceState): boolean {
  return nextStates[from].includes(to);
}

/** States in which an instance holds, or will hold, slots and counts against its user's limit. */
const liveStates: readonly InstanceState[] = ['queueing', 'provisioning', 'running', 'deleting'];

export function isLive(instance: { state: InstanceState }): boolean {
  return liveStates.includes(instance.state);
}

/** A line of an instance's provisioning log. */
const logLineSchema = z.object({
  at: z.number(),
  text: z.string(),
  level: z.enum(['info', 'warning', 'error']),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** One container launched from a blueprint for a user, from the click on. */
export const instanceSchema = z.object({
  id: z.string(),
  /** `pb-<name>-the-<adjective>`, unique among those not deleted; also the container's name with a suffix. */
  name: z.string(),
  poolId: z.string(),
  blueprintId: z.string(),
  /** The full config at the launch; later edits of the blueprint don't change it. */
  config: templateConfigSchema,
  userId: z.string(),
  /** Given by the window; a second launch with the same one answers with the first. */
  requestId: z.string(),
  state: z.enum(instanceStates),
  /** Why it is in this state, in words, where that isn't plain: a reason for the queue, for the end. */
  reason: z.string().optional(),
  /** Set when it failed. */
  error: errorValueSchema.optional(),
  warnings: z.array(z.string()),
  /** Unguessable, 32 hex digits; the instance is reached under `/notebooks/<route>/`. */
  route: z.string(),
  slots: z.number().int(),
  memoryMiB: z.number(),
  /** ms; 0: for ever. Counts from `runningAt`. */
  lifetimeMs: z.number(),
  hostId: z.string().optional(),
  containerId: z.string().optional(),
  /** Where the container's port is published on the host's 127.0.0.1. */
  hostPort: z.number().int().optional(),
  /** True while its host can't be asked, so that nobody knows whether it still runs. */
  unknown: z.boolean(),
  log: z.array(logLineSchema),
  createdAt: z.number(),
  runningAt: z.number().optional(),
  /** The instant of its end (ms since the epoch); absent: for ever, or not running yet. */
  expiresAt: z.number().optional(),
  endedAt: z.number().optional(),
});
export type Instance = z.infer<typeof instanceSchema>;
