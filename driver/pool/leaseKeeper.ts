import type { Disposer } from '../model/clock';
import { isCancelled, RockpoolError, toErrorValue } from '../model/errors';
import type { Lease } from '../model/lease';
import type { LeaseStore } from '../providers';
import {
  HANDOVER_MS,
  type Holder,
  handoverMs,
  isBlind,
  isMine,
  isSameLease,
  LATE_MS,
  type LeaseKnown,
  type LeaseQuestion,
  leaseStanding,
  mayHaveBeenAnothers,
  nextLease,
  RENEW_EVERY_MS,
  takenOver,
} from './lease';
import { leaseMoved } from './leaseMessages';
import { ASK_EVERY_MS, type ObserverOptions, observe } from './observer';

/** Holds the lease of one pool while it can: reads it, claims it, renews it, gives it back. */
export interface LeaseKeeper {
  readonly known: LeaseKnown;
  /** Reads it now. */
  ask(): void;
  /** Whether it is wanted; given back while it isn't. */
  want(wanted: boolean): void;
  /**
   * Resolves if it is ours and was proven to be at most `maxAgeMs` ago, or, where it can't be read now, counts all the
   * same; reads it where need be.
   * @throws an AbortError where it isn't ours: what was to be done is called off
   */
  confirm(maxAgeMs: number, options: { signal: AbortSignal }): Promise<void>;
  /**
   * Takes the pool over at an admin's word, with the marks of `others`.
   * @throws RockpoolError LEASE_MOVED where somebody else wrote in the same moment, or what reading and writing throw
   */
  takeOver(others: readonly string[], options: { signal: AbortSignal }): Promise<void>;
  /** Ends it; what is ours is given back, if that takes no longer than a moment. */
  release(): Promise<void>;
}

export interface LeaseKeeperDependencies extends Pick<ObserverOptions, 'clock' | 'random' | 'source'> {
  poolName: string;
  self: Holder;
  /** From when on (monotonic) what was seen counts. */
  trustFrom(): number;
  /** The newest epoch whose acts are in the records. */
  knownEpoch(): number | undefined;
  /** True if a complete listing that began at `since` (monotonic) or later shows no machine of anybody. */
  isPoolEmpty(since: number): boolean;
  /** Called when something new is known. */
  onChange(): void;
}

/** Giving it back may take this long (ms) when the app ends. */
const RELEASE_LIMIT_MS = 3_000;

export function keepLease(store: LeaseStore, dependencies: LeaseKeeperDependencies): LeaseKeeper {
  const { poolName, self, clock, random, source, trustFrom, knownEpoch, isPoolEmpty, onChange } =
    dependencies;
  const known: LeaseKnown = { heldAt: undefined, writesFrom: 0, settledFrom: 0, wanted: true };
  let confirmed: Lease | undefined;
  let attempted: Lease | undefined;
  /** Of what was attempted. */
  let wasBlind = false;
  let wasAnothers = false;
  let hadIt = false;
  /** Since when (monotonic) what was read is the same. */
  let sameSince = clock.monotonic();
  let turn: Promise<unknown> = Promise.resolve();

  /** One at a time: what was read must not be overtaken by what was written meanwhile. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }
  const questionOf = (found: Lease | undefined): LeaseQuestion => ({
    ...{ found, self, confirmed, attempted, hadIt },
    ...{ wanted: known.wanted, isPoolEmpty: isPoolEmpty(sameSince + LATE_MS), now: clock.now() },
  });
  /** @param begun when the call began that shows it */
  function note(lease: Lease | undefined, begun: number): void {
    if (!known.seen || !isSameLease(known.seen.lease, lease)) sameSince = clock.monotonic();
    known.seen = { lease };
    known.failure = undefined;
    if (lease && isMine(lease, { self, confirmed, attempted })) {
      known.heldAt = begun;
      if (lease.epoch !== confirmed?.epoch) waitForTheOneBefore(lease);
      confirmed = lease;
      hadIt = true;
    } else {
      known.heldAt = undefined;
      if (lease?.holder === self.id && lease.releasedAt !== undefined) hadIt = false;
    }
  }
  /** Once an epoch, whoever of our processes began it: the wall clock may be set meanwhile. */
  function waitForTheOneBefore({ writesFrom = 0 }: Lease): void {
    const leftMs = Math.min(HANDOVER_MS, Math.max(0, writesFrom - clock.now()));
    known.writesFrom = Math.max(known.writesFrom, clock.monotonic() + leftMs);
    if (wasBlind) known.settledFrom = known.writesFrom + LATE_MS;
    if (wasBlind && wasAnothers) known.anothersUntil = known.writesFrom;
  }
  async function write(next: Lease, found: Lease | undefined, signal: AbortSignal): Promise<boolean> {
    if (next.epoch !== found?.epoch) {
      const question = questionOf(found);
      wasBlind = isBlind(question, knownEpoch());
      wasAnothers = mayHaveBeenAnothers(question, knownEpoch());
    }
    attempted = next;
    const begun = clock.monotonic();
    const isDone = await store.write(next, found, { signal });
    if (isDone) note(next, begun);
    return isDone;
  }
  async function read(signal: AbortSignal): Promise<Lease | undefined> {
    const begun = clock.monotonic();
    const found = await store.read({ signal });
    note(found, begun);
    return found;
  }
  async function step(signal: AbortSignal): Promise<void> {
    try {
      const found = await read(signal);
      const next = nextLease(questionOf(found));
      // Somebody else was quicker: the next reading shows who.
      if (next && !(await write(next, found, signal))) await read(signal);
    } catch (error) {
      if (!isCancelled(error)) known.failure = toErrorValue(error);
      throw error;
    }
  }

  const observer = observe(({ signal }) => inTurn(() => step(signal)), onChange, {
    ...{ clock, random, source },
    everyMs: () => (known.heldAt === undefined ? ASK_EVERY_MS : RENEW_EVERY_MS),
  });

  const isProven = (maxAgeMs: number) =>
    known.heldAt !== undefined && known.heldAt >= trustFrom() && clock.monotonic() - known.heldAt <= maxAgeMs;
  const mayWrite = () =>
    leaseStanding(known, { trustFrom: trustFrom(), monotonic: clock.monotonic(), now: clock.now() }).mayWrite;

  return {
    known,
    ask: observer.ask,
    want(wanted) {
      if (known.wanted === wanted) return;
      known.wanted = wanted;
      observer.ask();
    },
    async confirm(maxAgeMs, { signal }) {
      if (!isProven(maxAgeMs)) {
        await inTurn(async () => {
          // Somebody before us in turn may have read it.
          if (!isProven(maxAgeMs)) await step(signal).catch(() => undefined);
        });
        signal.throwIfAborted();
        onChange();
      }
      if (!mayWrite()) throw calledOff();
    },
    takeOver: (others, { signal }) =>
      inTurn(async () => {
        const found = await read(signal);
        const question = questionOf(found);
        const waitMs = handoverMs(question, clock.monotonic() - sameSince);
        if (!(await write(takenOver(question, others, waitMs), found, signal)))
          throw new RockpoolError(leaseMoved(poolName));
      }).finally(onChange),
    async release() {
      observer.stop();
      const abort = new AbortController();
      const limit: Disposer = clock.timer(RELEASE_LIMIT_MS, () => abort.abort());
      const { signal } = abort;
      await inTurn(async () => {
        known.wanted = false;
        if (known.heldAt !== undefined && confirmed)
          await write(givenBack(confirmed, clock.now()), confirmed, signal);
      }).catch(() => undefined);
      limit();
    },
  };
}

function givenBack(lease: Lease, now: number): Lease {
  return { ...lease, renewedAt: now, releasedAt: now };
}

/** What an act is ended by that may not be done any more. */
function calledOff(): Error {
  const error = new Error('The pool is not ours any more.');
  error.name = 'AbortError';
  return error;
}
