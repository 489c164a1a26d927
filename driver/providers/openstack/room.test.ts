import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Quota, quotaWords, roomForAll, roomWithin } from './room';

const cores: Quota = { what: 'virtual processors', name: 'cores', used: 15, limit: 20, perHost: 2 };
const machines: Quota = { what: 'machines', name: 'instances', used: 3, limit: 10, perHost: 1 };

describe('the room that quotas leave', () => {
  it('is that of the scarcest', () => {
    expect(roomWithin([machines, cores])).toEqual({ hosts: 2, short: [] });
  });

  it('names all by which there is none', () => {
    const full = { ...cores, used: 19 };
    const over = { ...machines, used: 12 };
    expect(roomWithin([full, over])).toEqual({ hosts: 0, short: [full, over] });
    expect(quotaWords(full)).toBe('virtual processors (cores): 2 wanted, 19 of 20 in use');
    const memory: Quota = { what: 'memory', name: 'ram', used: 0, limit: 512, perHost: 1024, unit: 'MiB' };
    expect(quotaWords(memory)).toBe('memory (ram): 1024 MiB wanted, 0 of 512 MiB in use');
  });

  it('has no end where nothing is limited, or nothing of it is needed', () => {
    expect(roomWithin([{ ...cores, limit: -1 }]).hosts).toBeGreaterThan(1000);
    expect(roomWithin([{ ...cores, used: 20, perHost: 0 }]).short).toEqual([]);
    expect(roomWithin([]).hosts).toBeGreaterThan(1000);
  });

  it('holds what it says, and not one more', () => {
    const quota = fc.record({
      used: fc.nat(500),
      limit: fc.nat(500),
      perHost: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(quota, { minLength: 1, maxLength: 6 }), rows => {
        const { hosts, short } = roomWithin(rows.map(row => ({ what: 'things', name: 'things', ...row })));
        const fits = (count: number) => rows.every(one => one.used + count * one.perHost <= one.limit);
        expect(hosts === 0 || fits(hosts)).toBe(true);
        expect(fits(hosts + 1)).toBe(false);
        expect(short.length > 0).toBe(hosts === 0);
      }),
    );
  });

  it('for hosts of several sizes is what those before them leave', () => {
    const large = { quotas: [machines, { ...cores, perHost: 4 }], count: 1 };
    const small = { quotas: [machines, { ...cores, perHost: 1 }], count: 6 };
    expect(roomForAll([large, small])).toBe(2);
    expect(roomForAll([small, large])).toBe(5);
    expect(roomForAll([{ ...large, count: 9 }])).toBe(1);
    expect(roomForAll([])).toBe(0);
  });
});
