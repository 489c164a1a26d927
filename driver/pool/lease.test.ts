import { describe, expect, it } from 'vitest';
import type { Lease } from '../model/lease';
import {
  HELD_FOR_MS,
  handoverMs,
  isBlind,
  isMine,
  type LeaseKnown,
  type LeaseQuestion,
  leaseStanding,
  mayHaveBeenAnothers,
  nextLease,
  takenOver,
} from './lease';

const self = { id: 'me', name: 'my machine' };
const theirs: Lease = {
  ...{ holder: 'other', holderName: 'lab-7', epoch: 4, since: 100, renewedAt: 900 },
  predecessors: ['older'],
};
const mine: Lease = { ...theirs, holder: 'me', holderName: 'my machine' };
function ask(found: Lease | undefined, changes: Partial<LeaseQuestion> = {}): LeaseQuestion {
  return {
    ...{ found, self, confirmed: undefined, attempted: undefined, hadIt: false, wanted: true },
    ...{ isPoolEmpty: true, now: 1_000 },
    ...changes,
  };
}
const given = (lease: Lease): Lease => ({ ...lease, releasedAt: 950 });

describe('what is written', () => {
  it('claims what nobody has ever had', () => {
    expect(nextLease(ask(undefined))).toEqual({
      ...{ holder: 'me', holderName: 'my machine', epoch: 1, since: 1_000, renewedAt: 1_000 },
      predecessors: [],
    });
  });

  it('renews what is ours, with the same epoch and beginning', () => {
    expect(nextLease(ask(mine, { confirmed: mine, hadIt: true }))).toEqual({ ...mine, renewedAt: 1_000 });
  });

  it('claims what was ours before a restart with a higher epoch, and keeps whom it took over', () => {
    expect(nextLease(ask(mine))).toMatchObject({ epoch: 5, since: 1_000, predecessors: ['older'] });
  });

  it('leaves what another holds', () => {
    expect(nextLease(ask(theirs))).toBeUndefined();
    expect(nextLease(ask(theirs, { confirmed: { ...mine, epoch: 3 }, hadIt: true }))).toBeUndefined();
  });

  it('claims what another gave back only where no machine was left', () => {
    expect(nextLease(ask(given(theirs)))).toMatchObject({ holder: 'me', epoch: 5, predecessors: [] });
    expect(nextLease(ask(given(theirs), { isPoolEmpty: false }))).toBeUndefined();
  });

  it('leaves it to a copy of our data folder that was started later', () => {
    const copy = { ...mine, epoch: 5 };
    expect(nextLease(ask(copy, { confirmed: mine, hadIt: true }))).toBeUndefined();
    expect(nextLease(ask(given(copy), { confirmed: mine, hadIt: true }))).toMatchObject({ epoch: 6 });
  });

  it('gives back what is ours and not wanted, and then writes nothing more', () => {
    const back = nextLease(ask(mine, { confirmed: mine, hadIt: true, wanted: false }));
    expect(back).toEqual({ ...mine, renewedAt: 1_000, releasedAt: 1_000 });
    expect(nextLease(ask(back, { confirmed: mine, wanted: false }))).toBeUndefined();
    expect(nextLease(ask(back, { confirmed: mine }))).toMatchObject({ epoch: 5 });
  });

  it('gives back what an earlier process of ours has left, once the pool is empty and not wanted', () => {
    expect(nextLease(ask(mine, { wanted: false }))).toEqual({
      ...{ ...mine, epoch: 5, since: 1_000, renewedAt: 1_000, releasedAt: 1_000 },
    });
    expect(nextLease(ask(mine, { wanted: false, isPoolEmpty: false }))).toBeUndefined();
    expect(nextLease(ask(theirs, { wanted: false }))).toBeUndefined();
    // A copy of our data folder that was started later has it.
    const copy = { ...mine, epoch: 5 };
    expect(nextLease(ask(copy, { confirmed: mine, hadIt: true, wanted: false }))).toBeUndefined();
  });

  it('begins anew above its own epoch where somebody has wiped it away', () => {
    expect(nextLease(ask(undefined, { confirmed: mine, hadIt: true }))).toMatchObject({
      ...{ holder: 'me', epoch: 5, predecessors: ['older'] },
    });
  });

  it('knows a claim as ours whose answer was lost, and not one that a copy made meanwhile', () => {
    const attempted = { ...mine, epoch: 7, since: 500 };
    expect(isMine({ ...attempted, renewedAt: 1 }, { self, confirmed: undefined, attempted })).toBe(true);
    expect(isMine({ ...attempted, since: 501 }, { self, confirmed: undefined, attempted })).toBe(false);
    expect(isMine(given(mine), { self, confirmed: mine, attempted })).toBe(false);
  });
});

describe('taking over', () => {
  it('raises the epoch and counts all before, and all who have something there, as predecessors', () => {
    expect(takenOver(ask(theirs), ['third', 'me'])).toEqual({
      ...{ holder: 'me', holderName: 'my machine', epoch: 5, since: 1_000, renewedAt: 1_000 },
      predecessors: ['other', 'older', 'third'],
    });
  });

  it('keeps epoch and beginning where it is ours already', () => {
    const question = ask(mine, { confirmed: mine, hadIt: true });
    expect(takenOver(question, ['third'])).toEqual({
      ...mine,
      renewedAt: 1_000,
      predecessors: ['older', 'third'],
    });
  });

  it('notes how long the one before may still write, also for a second word of the admin and after a restart', () => {
    const taken = takenOver(ask(theirs), [], 60_000);
    expect(taken.writesFrom).toBe(61_000);
    const again = takenOver(ask(taken, { confirmed: taken, hadIt: true }), []);
    expect(again.writesFrom).toBe(61_000);
    expect(nextLease(ask(taken))).toMatchObject({ epoch: taken.epoch + 1, writesFrom: 61_000 });
    expect(nextLease({ ...ask(taken), now: 70_000 })).not.toHaveProperty('writesFrom');
  });

  it('waits for the one before the last as well, where the last gave it back while it still waited', () => {
    const waiting = { ...theirs, writesFrom: 2_000, releasedAt: 1_500 };
    expect(handoverMs(ask(waiting), 0)).toBe(handoverMs(ask(theirs), 0));
    expect(nextLease(ask(waiting))?.writesFrom).toBe(1_000 + handoverMs(ask(theirs), 0));
    expect(handoverMs(ask({ ...waiting, releasedAt: 2_000 }), 0)).toBe(0);
    expect(nextLease(ask({ ...waiting, releasedAt: 2_000 }))).not.toHaveProperty('writesFrom');
  });

  it('waits until the one before has certainly stopped; not where that one gave it back or has long been silent', () => {
    expect(handoverMs(ask(theirs), 0)).toBeGreaterThan(HELD_FOR_MS);
    expect(handoverMs(ask(theirs), 60_000)).toBe(handoverMs(ask(theirs), 0) - 60_000);
    expect(handoverMs(ask(theirs), 2 * HELD_FOR_MS)).toBe(0);
    expect(handoverMs(ask(given(theirs)), 0)).toBe(0);
    expect(handoverMs(ask(undefined), 0)).toBe(0);
  });
});

describe('what may still come that nobody here knows of', () => {
  it('is what was asked for under a lease that is not in the records: another had it, or they were lost', () => {
    expect(isBlind(ask(mine), mine.epoch)).toBe(false);
    expect(isBlind(ask(mine), undefined)).toBe(true);
    expect(isBlind(ask(mine), mine.epoch - 1)).toBe(true);
    expect(isBlind(ask(theirs), 1)).toBe(true);
  });

  it('is of ourselves where the one lease since our records is of an earlier process of ours', () => {
    expect(mayHaveBeenAnothers(ask(mine), mine.epoch - 1)).toBe(false);
    expect(mayHaveBeenAnothers(ask({ ...mine, epoch: 1 }), undefined)).toBe(false);
    expect(mayHaveBeenAnothers(ask(mine), mine.epoch - 2)).toBe(true);
    expect(mayHaveBeenAnothers(ask(theirs), theirs.epoch - 1)).toBe(true);
  });

  it('is nothing where nobody has ever had it, and where it was given back with nothing left', () => {
    expect(isBlind(ask(undefined), undefined)).toBe(false);
    expect(isBlind(ask(given(theirs)), undefined)).toBe(false);
    expect(isBlind(ask(given(theirs), { isPoolEmpty: false }), undefined)).toBe(true);
  });
});

describe('what it allows', () => {
  const now = { trustFrom: 0, monotonic: 1_000_000, now: 5_000_000 };
  const known = (changes: Partial<LeaseKnown> = {}): LeaseKnown => ({
    ...{ seen: { lease: mine }, heldAt: 990_000, writesFrom: 0, settledFrom: 0, wanted: true },
    ...changes,
  });
  const state = (lease: LeaseKnown, at: typeof now & { isPoolEmpty?: boolean } = now) => {
    const { mayWrite, shown, banner } = leaseStanding(lease, at);
    return [mayWrite, shown?.state, banner?.code];
  };

  it('is everything where there is none, and while it is ours', () => {
    expect(leaseStanding(undefined, now)).toEqual({ mayWrite: true });
    expect(state(known())).toEqual([true, 'held', undefined]);
  });

  it('is nothing before it was read, and while it is of another, who is named', () => {
    expect(state(known({ seen: undefined, heldAt: undefined }))).toEqual([false, 'reading', undefined]);
    const other = known({ seen: { lease: theirs }, heldAt: undefined });
    expect(state(other)).toEqual([false, 'other', 'LEASE_HELD']);
    expect(leaseStanding(other, now).banner?.what).toContain('lab-7, since 1970-01-01 00:00 UTC');
    expect(state(known({ seen: { lease: given(theirs) }, heldAt: undefined }))).toEqual([
      false,
      'other',
      'LEASE_LEFT',
    ]);
    const empty = { ...now, isPoolEmpty: true };
    expect(state(known({ seen: { lease: given(theirs) }, heldAt: undefined }), empty)).toEqual([
      ...[false, 'reading', undefined],
    ]);
  });

  it('is everything for a while where it cannot be read, and then nothing', () => {
    const failure = { kind: 'transient' as const, code: 'X', what: 'The cloud is away.' };
    expect(state(known({ failure }))).toEqual([true, 'held', undefined]);
    const old = known({ failure, heldAt: now.monotonic - HELD_FOR_MS });
    expect(state(old)).toEqual([false, 'unknown', 'LEASE_UNKNOWN']);
    expect(state(known({ seen: undefined, heldAt: undefined, failure }))).toEqual([
      false,
      'unknown',
      'LEASE_UNKNOWN',
    ]);
  });

  it('is nothing after a sleep or a jump of the clock, until it was read again', () => {
    expect(state(known(), { ...now, trustFrom: 995_000 })).toEqual([false, 'reading', undefined]);
  });

  it('is nothing for a while after a take-over, and says how long', () => {
    const standing = leaseStanding(known({ writesFrom: 1_060_000 }), now);
    expect(standing).toMatchObject({
      mayWrite: false,
      inMs: 60_000,
      shown: { state: 'waiting', writesAt: 5_060_000 },
    });
  });

  it('is nothing, in silence, where it was given back for want of work', () => {
    expect(state(known({ seen: { lease: given(mine) }, heldAt: undefined, wanted: false }))).toEqual([
      ...[false, 'idle', undefined],
    ]);
  });
});
