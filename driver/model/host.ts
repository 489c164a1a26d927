import { z } from 'zod';
import { parseLifetime } from './duration';
import { errorValueSchema } from './errors';
import { hostPhaseNames } from './hostPhases';

/** One step in a host's history. */
const transitionSchema = z.object({
  phase: z.enum(hostPhaseNames),
  /** Ms since the epoch. */
  at: z.number(),
  reason: z.string(),
});

/** Why a host takes no more instances, or is given back. */
export const leavingCauses = [
  'shutdown',
  'lifetime',
  'errors',
  'surplus',
  'too small',
  'admin',
  'lost',
  'failed',
] as const;

/** A host must live long enough (ms) for another to come before it goes. */
const SHORTEST_LIFETIME_MS = 10 * 60_000;

function isLifetime(text: string): boolean {
  const ms = parseLifetime(text);
  return ms !== undefined && (ms === 0 || ms >= SHORTEST_LIFETIME_MS);
}

/** What an admin has set for one host; absent: as the pool has it. */
export const hostSettingsSchema = z.object({
  /** Capacity instead of the flavor's. */
  slots: z
    .number()
    .int('Slots are whole numbers.')
    .min(1, 'A host has at least one slot; cordon it if nothing is to be launched there.')
    .max(10_000, 'At most 10000 slots.')
    .nullable()
    .default(null),
  /** From its first use on, instead of the pool's DD_HOST_LIFETIME: `1d 2h`; `0m`: it never grows old. */
  lifetime: z
    .string()
    .refine(
      isLifetime,
      'Write days, hours and minutes, for example "4h" or "30m", at least 10m; 0m: it never grows old.',
    )
    .nullable()
    .default(null),
  note: z.string().max(2000, 'At most 2000 characters.').default(''),
});
export type HostSettings = z.infer<typeof hostSettingsSchema>;

/** What an admin can order about one host. */
export const hostOrders = ['drain', 'replace', 'remove', 'prepare'] as const;
export type HostOrder = (typeof hostOrders)[number];

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
  /** The same as the provider has named it when the machine was asked for; absent where it did not, or its answer was lost. */
  askedId: z.string().optional(),
  /** Where its Docker engine answers: `unix:///…`, `tcp://…` or `sim://…`. */
  engineUrl: z.string().optional(),
  /** Capacity in slots. */
  slots: z.number().int(),
  /** Set while the engine doesn't answer: since when (wall clock, ms) and why. */
  unreachable: z.object({ since: z.number(), error: errorValueSchema }).optional(),
  /**
   * For how long (ms) it was watched in a phase, and without an answer in all that time, when that was last noted: a
   * process that is started later counts on from there.
   */
  watched: z.object({ phase: z.enum(hostPhaseNames), phaseMs: z.number(), silentMs: z.number() }).optional(),
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
  /** When it was found with our mark and without a record, and taken back: what runs on it may be older. */
  adoptedAt: z.number().optional(),
  /** The flavor that was asked for; absent where the provider has none. */
  flavor: z.string().optional(),
  /** When an instance was first seen or placed on it (ms since the epoch); its life-time counts from then. */
  firstUsedAt: z.number().optional(),
  /** Failures since the last success. */
  failures: z.object({ count: z.number().int(), at: z.number(), error: errorValueSchema }).optional(),
  /** Set while an admin wants nothing to be launched there. */
  cordoned: z.object({ since: z.number() }).optional(),
  /**
   * What an admin wants of it: no more launches, another in its place, its end with all that is on it, or that an
   * active host is prepared once more.
   */
  wish: z.object({ what: z.enum(hostOrders), at: z.number() }).optional(),
  /** Why it is draining or removing. */
  leaving: z.enum(leavingCauses).optional(),
  settings: hostSettingsSchema.optional(),
});
export type Host = z.infer<typeof hostSchema>;

/** True for an engine that is reached through an SSH connection to its host. */
export function isOverSsh(engineUrl: string | undefined): boolean {
  return engineUrl !== undefined && /^(ssh|openstack):/.test(engineUrl);
}
