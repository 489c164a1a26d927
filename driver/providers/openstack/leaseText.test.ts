import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lease } from '../../model/lease';
import { LONGEST_DESCRIPTION, leaseText, readLeaseText } from './leaseText';

const holder = '0123456789abcdef0123456789abcdef';
const lease: Lease = {
  ...{ holder, holderName: 'ada on lab-7', epoch: 3, since: 1_764_300_000_000 },
  ...{ renewedAt: 1_764_300_060_000, predecessors: [] },
};
const hex = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 })
  .map(all => all.join(''));
const time = fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) });
const leases = fc.record(
  {
    holder: fc.oneof(hex, fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' })),
    holderName: fc.string({ maxLength: 100, unit: 'binary' }),
    epoch: fc.nat(),
    ...{ since: time, renewedAt: time, releasedAt: time, writesFrom: time },
    predecessors: fc.array(hex, { maxLength: 12 }),
  },
  { requiredKeys: ['holder', 'holderName', 'epoch', 'since', 'renewedAt', 'predecessors'] },
) as fc.Arbitrary<Lease>;

describe('a lease as a description', () => {
  it('is read as it was written', () => {
    for (const one of [
      lease,
      { ...lease, releasedAt: 5, writesFrom: 6, holderName: 'Ada Ørsted' },
      { ...lease, holder: 'test', predecessors: [holder, 'other'] },
    ])
      expect(readLeaseText(leaseText(one))).toEqual(one);
  });

  it('fits whatever it says, and what was read is written as it stood', () => {
    fc.assert(
      fc.property(leases, one => {
        const text = leaseText(one);
        expect(text.length).toBeLessThanOrEqual(LONGEST_DESCRIPTION);
        const read = readLeaseText(text);
        expect(read).toMatchObject({ holder: one.holder, epoch: one.epoch, renewedAt: one.renewedAt });
        expect(read && leaseText(read)).toBe(text);
      }),
    );
  });

  it('keeps the newest of many predecessors', () => {
    const many = Array.from({ length: 12 }, (_, number) => number.toString(16).padStart(32, '0'));
    const kept = readLeaseText(leaseText({ ...lease, predecessors: many }))?.predecessors ?? [];
    expect(kept.length).toBeGreaterThanOrEqual(5);
    expect(kept).toEqual(many.slice(0, kept.length));
  });

  it('is nothing else that stands there', () => {
    for (const text of [
      null,
      undefined,
      '',
      'Made by hand',
      'rockpool-lease-1',
      'rockpool-lease-1 a b c d e f g h',
    ])
      expect(readLeaseText(text)).toBeUndefined();
    expect(readLeaseText(leaseText(lease).replace(' 3 ', ' ? '))).toBeUndefined();
  });
});
