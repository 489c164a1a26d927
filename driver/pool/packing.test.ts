import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheapestHosts, count, launchesIn, pack } from './packing';

const slots = { small: 6, large: 24 };
const cheapest = (sizes: number[], room = 100) =>
  cheapestHosts(count(sizes), room, slots, { onlyLarge: false });
const ones = (number: number) => new Array<number>(number).fill(1);
const sum = (counts: ReadonlyMap<number, number>) =>
  [...counts].reduce((total, [size, number]) => total + size * number, 0);

const sizes = fc.array(fc.integer({ min: 1, max: 24 }), { maxLength: 30 });
const flavors = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }))
  .map(([a, b]) => ({ small: Math.min(a, b), large: Math.max(a, b) }));

describe('packing', () => {
  it('loses and makes no slot, and leaves out only what has no room', () => {
    fc.assert(
      fc.property(sizes, sizes, (launches, hosts) => {
        const { left, free } = pack(count(launches), count(hosts));
        const placed = sum(count(launches)) - sum(left);
        expect(sum(free)).toBe(sum(count(hosts)) - placed);
        for (const size of left.keys()) expect(launchesIn(free, size)).toBe(0);
      }),
    );
  });

  it('counts launches, not slots: four hosts with one free slot each hold none of two', () => {
    expect(launchesIn(count([1, 1, 1, 1]), 2)).toBe(0);
    expect(launchesIn(count([1, 3, 4]), 2)).toBe(3);
  });
});

describe('the hosts to ask for', () => {
  it('are the cheapest that will do, and of equally cheap ones the fewest', () => {
    expect(cheapest(ones(4))).toEqual({ small: 1, large: 0 });
    expect(cheapest(ones(8))).toEqual({ small: 2, large: 0 });
    expect(cheapest(ones(24))).toEqual({ small: 0, large: 1 });
    expect(cheapest(ones(30))).toEqual({ small: 1, large: 1 });
    expect(cheapest([8])).toEqual({ small: 0, large: 1 });
    expect(cheapest([8, 1, 1])).toEqual({ small: 0, large: 1 });
    expect(cheapest([])).toEqual({ small: 0, large: 0 });
  });

  it('are large where few hosts are allowed, and as many as those where that is not enough', () => {
    expect(cheapest(ones(8), 1)).toEqual({ small: 0, large: 1 });
    expect(cheapest(ones(100), 3)).toEqual({ small: 0, large: 3 });
    expect(cheapest(ones(8), 0)).toEqual({ small: 0, large: 0 });
  });

  it('are large while the pool ramps up', () => {
    expect(cheapestHosts(count(ones(4)), 9, slots, { onlyLarge: true })).toEqual({ small: 0, large: 1 });
  });

  it('hold all the launches that fit a host at all, within the room there is, at no more than one flavor alone costs', () => {
    fc.assert(
      fc.property(sizes, flavors, fc.integer({ min: 0, max: 40 }), (launches, of, room) => {
        const { small, large } = cheapestHosts(count(launches), room, of, { onlyLarge: false });
        const allLarge = cheapestHosts(count(launches), 1000, of, { onlyLarge: true }).large;
        expect(small + large).toBeLessThanOrEqual(room);
        if (allLarge > room) return;
        const hosts = count([...new Array(small).fill(of.small), ...new Array(large).fill(of.large)]);
        const fitting = count(launches.filter(size => size <= of.large));
        expect([...pack(fitting, hosts).left]).toEqual([]);
        expect(small * of.small + large * of.large).toBeLessThanOrEqual(allLarge * of.large);
      }),
      { numRuns: 1000 },
    );
  });
});
