import type { ErrorValue } from './errors';
import type { PoolLease } from './lease';
import type { Foreign, Leftover } from './leftover';

/** What a pool does, in words, and about what. */
export interface PlanLine {
  /** What is done or waited for: `Asks for a host (standard.xlarge, 24 slots)`. */
  text: string;
  reason: string;
  hostId?: string | undefined;
  instanceId?: string | undefined;
}

/** The plan of one pool as screens show it; kept in memory only. Under the pool's id. */
export interface PoolPlan {
  /** The pool's. */
  id: string;
  /** When it last changed, ms since the epoch. */
  at: number;
  /** What is being done, at most `PLAN_LINES` of them. */
  doing: PlanLine[];
  /** What waits, and for what, at most `PLAN_LINES` of them. */
  waiting: PlanLine[];
  /** How many there are of both. */
  counts: { doing: number; waiting: number };
  /** What time alone brings next, and when (ms since the epoch). */
  next?: (PlanLine & { at: number }) | undefined;
  /** Why the pool as a whole can't go on as it should, and what to do about it. */
  banners: ErrorValue[];
  /** Of active hosts that answer. `free` are those that launches get now; `coming` those of hosts on their way. */
  slots: { free: number; coming: number; target: number; total: number };
  /** Hosts in whatever state; `max` is absent where the number is fixed. */
  hosts: { count: number; max?: number | undefined };
  /** For how many more hosts there is room where they come from, if for fewer than the pool may still have. */
  roomForHosts?: number | undefined;
  /** Slots of the largest launch that finds room now. */
  largestLaunch: number;
  /** Instances that wait for a place. */
  queue: number;
  /** What all its hosts cost an hour; absent where a price is not known. */
  costPerHour?: number | undefined;
  /** What the next hosts start from, where that may be a copy of one; absent where it may not, or nobody can say. */
  starts?: PoolStarts | undefined;
  /** Who may write to the pool; absent where nobody else could. */
  lease?: PoolLease | undefined;
  /** What is ours and belongs to nothing, oldest first. */
  leftovers: Leftover[];
  /** What others have in this pool. */
  foreign: Foreign[];
}

/** The copies of prepared hosts that a pool has. */
export interface PoolStarts {
  /** Of each flavor that is asked for, when the copy was made (ms since the epoch); absent: there is none. */
  copies: { flavor: string; madeAt?: number | undefined }[];
  /** Why none is made at the moment, and until when (ms since the epoch). */
  paused?: { error: ErrorValue; until: number } | undefined;
}

/** What a pool has, in figures. */
export type PoolFigures = Pick<PoolPlan, 'slots' | 'hosts' | 'largestLaunch' | 'queue' | 'costPerHour'>;

export const PLAN_LINES = 50;
