import { type Waits, waitAfter } from '../model/backoff';
import type { Clock, Random } from '../model/clock';
import type { ErrorKind, ErrorValue } from '../model/errors';
import type { Pool } from '../model/pool';
import type { Trouble } from './snapshot';

/** What failed lately, by subject, and until when it is left alone. */
export interface Troubles {
  readonly all: ReadonlyMap<string, Trouble>;
  /** Counts a failure of what began at `begun` (monotonic); several at the same time count as one. True if its cause is new. */
  add(subject: string, error: ErrorValue, begun: number): boolean;
  clear(subject: string): void;
  /** What was refused for want of room may be had now. */
  roomCame(): void;
}

const ONE_THING: Waits = [500, 30_000];
/** For the pool as a whole: a dozen calls an hour at the most, where the cause stays. */
const POOL: Record<ErrorKind, Waits> = {
  transient: [5_000, 600_000],
  bug: [5_000, 600_000],
  capacity: [60_000, 600_000],
  // It won't pass by itself; somebody may change the cloud, which nothing else would tell.
  permanent: [600_000, 600_000],
  input: [600_000, 600_000],
};
/** What of a pool's wait is left to chance: with more of it an hour would hold more calls than a dozen. */
const POOL_SPREAD = 0.25;
/** What is left over costs little while it waits, and often doesn't go at all. */
const LEFTOVER: Waits = [5_000, 600_000];
/** A spare host that was asked for to be copied, until a copy is listed: each that was in vain is waited with longer. */
export const SPARE = 'spare host';
const SPARE_WAITS: Waits = [30 * 60_000, 24 * 3_600_000];
/** Those that are about the pool as a whole. */
export const POOL_SUBJECTS = ['pool', 'hosts'] as const;
const isOfPool = (subject: string) => (POOL_SUBJECTS as readonly string[]).includes(subject);

export interface TroublesDependencies {
  clock: Clock;
  random: Random;
  /** What an earlier process was waiting with. */
  held?: Pool['held'];
}

export function createTroubles({ clock, random, held = [] }: TroublesDependencies): Troubles {
  const all = new Map<string, Trouble & { at: number }>();
  for (const { subject, failures, retryAt, error } of held) {
    const at = clock.monotonic();
    // The wall clock may have been set back meanwhile.
    const waitMs = Math.min(Math.max(0, retryAt - clock.now()), POOL[error.kind][1]);
    all.set(subject, { failures, error, at, retryAt: at + waitMs });
  }
  return {
    all,
    add(subject, error, begun) {
      const before = all.get(subject);
      const isSame = before?.error.code === error.code;
      if (isSame && begun < before.at) return false;
      const isPool = isOfPool(subject);
      const failures = before && (isSame || !isPool) ? before.failures + 1 : 1;
      const waits = isPool ? POOL[error.kind] : waitsOf(subject);
      const waitMs = waitAfter(waits, failures, random, isPool ? POOL_SPREAD : undefined);
      const at = clock.monotonic();
      all.set(subject, { failures, retryAt: at + waitMs, error, at });
      return !isSame;
    },
    clear: subject => void all.delete(subject),
    roomCame() {
      for (const [subject, { error }] of all) if (error.kind === 'capacity') all.delete(subject);
    },
  };
}

function waitsOf(subject: string): Waits {
  if (subject === SPARE) return SPARE_WAITS;
  return subject.startsWith('resource ') ? LEFTOVER : ONE_THING;
}
