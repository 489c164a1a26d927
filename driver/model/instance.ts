import { z } from 'zod';
import { errorValueSchema } from './errors';
import { templateConfigSchema } from './template';

interface StateRow {
  /** What is stored when it begins. */
  enteredWhen: string;
  /** What must hold for the move to the first of `next`. */
  leftBy: string;
  next: readonly string[];
}

/**
 * The life of an instance as a table. An end is proven before it is noted: *deleted* and *failed* only once nothing of
 * it is left on its host. That nobody can say (*unknown*) is a condition beside the state. `docs/flow.md` is printed
 * from here.
 */
export const instanceLife = {
  queueing: {
    enteredWhen: 'the launch is admitted',
    leftBy: 'a host has room for it',
    next: ['provisioning', 'deleting', 'failed'],
  },
  provisioning: {
    enteredWhen: 'its host is stored; it holds its slots from then on',
    leftBy: 'its port answers',
    next: ['running', 'deleting', 'failed'],
  },
  running: {
    enteredWhen: 'its port has answered; its life-time counts from then on',
    leftBy: 'an order to end it: its user, its life-time; or its container or host is lost',
    next: ['deleting', 'failed'],
  },
  deleting: {
    enteredWhen: 'the order to end it is stored',
    leftBy: 'a fresh listing shows nothing of it, or its host is removed',
    next: ['deleted'],
  },
  deleted: { enteredWhen: 'that proof is stored', leftBy: '', next: [] },
  failed: { enteredWhen: 'the same proof is stored, after an error', leftBy: '', next: [] },
} as const satisfies Record<string, StateRow>;

export type InstanceState = keyof typeof instanceLife;

export const instanceStates = Object.keys(instanceLife) as [InstanceState, ...InstanceState[]];

/** A move that the table has; another one does not compile. */
export type InstanceMove = {
  [From in InstanceState]: { from: From; to: (typeof instanceLife)[From]['next'][number] };
}[InstanceState];

/** True if the table has this move. */
export function mayBecome(from: InstanceState, to: InstanceState): boolean {
  return (instanceLife[from].next as readonly InstanceState[]).includes(to);
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
  /** Its pool is shut down before it was to end: when that was; null: never. */
  broughtForward: z.object({ from: z.number().nullable() }).optional(),
  endedAt: z.number().optional(),
});
export type Instance = z.infer<typeof instanceSchema>;

/** True if its end can be put off: it has one, and that isn't the end of its pool. */
export function mayExtend({ state, expiresAt, broughtForward }: Instance): boolean {
  return state === 'running' && expiresAt !== undefined && broughtForward === undefined;
}
