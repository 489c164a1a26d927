import { isDeepStrictEqual } from 'node:util';
import type { ErrorValue } from '../model/errors';
import { hostPhases } from '../model/hostPhases';
import type { Lease, PoolLease } from '../model/lease';
import * as say from './leaseMessages';

/** A holder writes its lease again after this long (ms). */
export const RENEW_EVERY_MS = 60_000;
/** What was proven to be ours counts for this long (ms), as far as it can't be read; then nothing is written any more. */
export const HELD_FOR_MS = 5 * 60_000;
/** A machine is ended on a lease that was proven not longer ago than this (ms); else it is read once more. */
export const CONFIRM_AFTER_MS = 10_000;
/** Who takes a pool over waits until the one before can't be writing any more: its calls take a while to end. */
export const HANDOVER_MS = HELD_FOR_MS + 30_000;
/**
 * For so long (ms) after its end, machines of the one before may still come to be listed; what an earlier listing lacks
 * doesn't show that the pool is empty, or has no others.
 */
export const LATE_MS = hostPhases.spawning.deadlines.unlisted.ms;

/** Who asks for a lease. */
export interface Holder {
  /** The id of its data folder. */
  id: string;
  name: string;
}

/** What is known when the lease has just been read. */
export interface LeaseQuestion {
  found: Lease | undefined;
  self: Holder;
  /** As we last saw it while it was ours. */
  confirmed: Lease | undefined;
  /** As we last tried to write it; the answer may have been lost. */
  attempted: Lease | undefined;
  /** True once this process has had it, until it gave it back. */
  hadIt: boolean;
  /** False where there is nothing to do in the pool. */
  wanted: boolean;
  /** True if a complete listing shows no machine of anybody in the pool, late enough after it was seen given back. */
  isPoolEmpty: boolean;
  /** The wall clock. */
  now: number;
}

/**
 * What to write, if anything. The lease is claimed where nobody has it, where it is our own (we were started anew), or
 * where somebody gave it back and left nothing behind; what somebody else holds, or has left hosts in, is taken over at
 * an admin's word only (`takenOver`).
 */
export function nextLease(question: LeaseQuestion): Lease | undefined {
  const { found, self, confirmed, hadIt, wanted, isPoolEmpty, now } = question;
  if (found && isMine(found, question)) {
    return wanted
      ? { ...found, holderName: self.name, renewedAt: now }
      : { ...found, renewedAt: now, releasedAt: now };
  }
  if (!wanted) return leftOver(question);
  const own = { holder: self.id, holderName: self.name, since: now, renewedAt: now };
  // Somebody has wiped it away.
  if (!found)
    return { ...own, epoch: (confirmed?.epoch ?? 0) + 1, predecessors: confirmed?.predecessors ?? [] };
  const isFree = found.releasedAt !== undefined;
  // Two that run on copies of one data folder: the one that was started later has it.
  const isOurs = found.holder === self.id && (!hadIt || isFree);
  if (isOurs) {
    const { predecessors, writesFrom } = found;
    const isWaiting = writesFrom !== undefined && writesFrom > now;
    return { ...own, epoch: found.epoch + 1, predecessors, ...(isWaiting ? { writesFrom } : {}) };
  }
  if (!isFree || !isPoolEmpty) return undefined;
  const claimed = { ...own, epoch: found.epoch + 1, predecessors: [] };
  return wasWaiting(found) ? { ...claimed, writesFrom: now + HANDOVER_MS } : claimed;
}

/**
 * An earlier process of ours has died before it gave back what nobody needs any more: nobody else would, and where the
 * lease is kept would be left over.
 */
function leftOver({ found, self, hadIt, isPoolEmpty, now }: LeaseQuestion): Lease | undefined {
  const isOurs = found?.holder === self.id && found.releasedAt === undefined && !hadIt;
  if (!isOurs || !isPoolEmpty) return undefined;
  return { ...found, epoch: found.epoch + 1, since: now, renewedAt: now, releasedAt: now };
}

/**
 * True if things may still come into being that nobody here knows of: our records were lost after they were asked for,
 * or another asked for them.
 * @param epoch the newest whose acts are in our records
 */
export function isBlind(
  { found, isPoolEmpty }: Pick<LeaseQuestion, 'found' | 'isPoolEmpty'>,
  epoch: number | undefined,
): boolean {
  if (!found || found.epoch === epoch) return false;
  return found.releasedAt === undefined || !isPoolEmpty;
}

/**
 * True if somebody else may have had the pool since our records: then there was more than the one lease that an earlier
 * process of ours has claimed, and died before it could note that.
 * @param epoch the newest whose acts are in our records
 */
export function mayHaveBeenAnothers(
  { found, self }: Pick<LeaseQuestion, 'found' | 'self'>,
  epoch = 0,
): boolean {
  return found?.holder !== self.id || found.epoch !== epoch + 1;
}

/** True of what was given back before the one from whom it had been taken over had certainly stopped. */
function wasWaiting({ writesFrom, releasedAt }: Lease): boolean {
  return writesFrom !== undefined && releasedAt !== undefined && releasedAt < writesFrom;
}

/** True if we wrote it, and it holds. */
export function isMine(
  found: Lease,
  { self, confirmed, attempted }: Pick<LeaseQuestion, 'self' | 'confirmed' | 'attempted'>,
): boolean {
  if (found.holder !== self.id || found.releasedAt !== undefined) return false;
  // Each epoch has one writer; whether that of a claim was us, its beginning tells.
  return (
    found.epoch === confirmed?.epoch || (found.epoch === attempted?.epoch && found.since === attempted.since)
  );
}

/**
 * The lease after an admin has said that the pool is ours now: the marks of whoever had it, and of all others whose
 * machines are in the pool, count as our own from then on.
 * @param waitMs for how long the one before may still be writing
 */
export function takenOver(question: LeaseQuestion, others: readonly string[], waitMs = 0): Lease {
  const { found, self, now } = question;
  const before = [...(found ? [found.holder, ...found.predecessors] : []), ...others];
  const predecessors = [...new Set(before)].filter(id => id !== self.id);
  const isOurs = found !== undefined && isMine(found, question);
  const writesFrom = isOurs ? found.writesFrom : waitMs > 0 ? now + waitMs : undefined;
  return {
    holder: self.id,
    holderName: self.name,
    epoch: isOurs ? found.epoch : (found?.epoch ?? 0) + 1,
    since: isOurs ? found.since : now,
    renewedAt: now,
    ...(writesFrom === undefined ? {} : { writesFrom }),
    predecessors,
  };
}

/**
 * How long (ms) after a take-over the one before may still be writing: it stops when it sees the new holder, or when it
 * has not been able to read for `HELD_FOR_MS` after its last renewal.
 * @param silentMs for how long we have watched the lease without its being renewed
 */
export function handoverMs(question: LeaseQuestion, silentMs: number): number {
  const { found } = question;
  if (!found || isMine(found, question)) return 0;
  if (found.releasedAt !== undefined && !wasWaiting(found)) return 0;
  return Math.max(0, HANDOVER_MS - silentMs);
}

/** What the manager knows of the lease of its pool. Times are of the monotonic clock. */
export interface LeaseKnown {
  /** What was last read; absent: nothing yet. */
  seen?: { lease: Lease | undefined } | undefined;
  /** Why the newest attempt failed. */
  failure?: ErrorValue | undefined;
  /** When it was last ours for certain; absent: it isn't. */
  heldAt: number | undefined;
  /** After a take-over nothing is written before this. */
  writesFrom: number;
  /** Listings that began before may lack machines that were asked for under an earlier lease. */
  settledFrom: number;
  /** Until then others may have written since our records; absent: nobody has. */
  anothersUntil?: number;
  /** False: it was given back, since there is nothing to do. */
  wanted: boolean;
}

/** What the lease allows. */
export interface LeaseStanding {
  mayWrite: boolean;
  /** Ms until time alone changes that; absent: it doesn't. */
  inMs?: number;
  /** Why nothing is written. */
  reason?: string;
  banner?: ErrorValue;
  /** For the screens. */
  shown?: PoolLease;
}

/**
 * Whether a pool may be written to.
 * @param lease absent: the provider has none, and nobody else could write
 * @param options.trustFrom what was seen before (monotonic) doesn't count: time has jumped, or we have slept
 * @param options.isPoolEmpty the newest listing shows no machine of anybody
 */
export function leaseStanding(
  lease: LeaseKnown | undefined,
  {
    trustFrom,
    monotonic,
    now,
    isPoolEmpty = false,
  }: { trustFrom: number; monotonic: number; now: number; isPoolEmpty?: boolean },
): LeaseStanding {
  if (!lease) return { mayWrite: true };
  const { seen, failure, heldAt, writesFrom, wanted } = lease;
  const holder = seen?.lease;
  const shown = (state: PoolLease['state'], more: Partial<PoolLease> = {}): PoolLease => ({
    state,
    ...(holder ? { holder: holderOf(holder) } : {}),
    ...more,
  });
  const refused = (state: PoolLease['state'], reason: string, banner?: ErrorValue): LeaseStanding => ({
    mayWrite: false,
    reason,
    shown: shown(state),
    ...(banner ? { banner } : {}),
  });
  if (heldAt === undefined) {
    if (!wanted) return { mayWrite: false, shown: shown('idle') };
    if (!seen) return failure ? unread(failure) : refused('reading', say.reading);
    if (!holder) return refused('reading', say.reading);
    if (holder.releasedAt !== undefined && isPoolEmpty) return refused('reading', say.givenBack(holder));
    const banner = holder.releasedAt === undefined ? say.heldByOther(holder) : say.leftByOther(holder);
    return refused('other', banner.what, banner);
  }
  if (heldAt < trustFrom) return refused('reading', say.readingAgain);
  if (monotonic - heldAt >= HELD_FOR_MS) return unread(failure);
  const inMs = writesFrom - monotonic;
  if (inMs > 0) {
    const more = { writesAt: Math.round(now + inMs) };
    return { mayWrite: false, reason: say.handingOver(inMs), inMs, shown: shown('waiting', more) };
  }
  return { mayWrite: true, shown: shown('held') };

  function unread(error: ErrorValue | undefined): LeaseStanding {
    const banner = say.leaseUnknown(error);
    return refused('unknown', banner.what, banner);
  }
}

function holderOf({
  holder,
  holderName,
  since,
  renewedAt,
  releasedAt,
}: Lease): NonNullable<PoolLease['holder']> {
  return { holder, holderName, since, renewedAt, ...(releasedAt === undefined ? {} : { releasedAt }) };
}

/** True if nobody has written to it in between. */
export function isSameLease(one: Lease | undefined, other: Lease | undefined): boolean {
  return isDeepStrictEqual(one, other);
}
