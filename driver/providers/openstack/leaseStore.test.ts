import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '../../../test/support/fakeClock';
import type { Lease } from '../../model/lease';
import type { LeaseStore } from '../provider';
import { type LeaseCalls, type LeaseHome, leaseStore } from './leaseStore';
import { leaseText } from './leaseText';

const { signal } = new AbortController();
const ADA = 'a'.repeat(32);
const BOB = 'b'.repeat(32);
const leaseOf = (holder: string, epoch: number, changes: Partial<Lease> = {}): Lease => ({
  ...{ holder, holderName: holder.slice(0, 3), epoch, since: epoch, renewedAt: epoch, predecessors: [] },
  ...changes,
});

/** Groups in a cloud that does each call at one moment, and asks nobody what it expects. */
function aCloud(around: <T>(call: () => T) => Promise<T> = async call => call()) {
  const groups: LeaseHome[] = [];
  let used = false;
  let ids = 0;
  const find = (id: string) => groups.findIndex(one => one.id === id);
  const change = (id: string, changes: (one: LeaseHome) => Partial<LeaseHome>) => {
    const at = find(id);
    const one = groups[at];
    if (!one) return false;
    groups[at] = { ...one, ...changes(one), revisionNumber: (one.revisionNumber ?? 0) + 1 };
    return true;
  };
  const calls: LeaseCalls = {
    list: () => around(() => structuredClone(groups)),
    create: () =>
      around(() => void groups.unshift({ id: `g${ids++}`, description: '', tags: [], revisionNumber: 1 })),
    describe: ({ id }, description) => around(() => change(id, () => ({ description }))),
    addTag: ({ id }, tag) => around(() => void change(id, ({ tags }) => ({ tags: [...tags, tag] }))),
    removeTag: ({ id }, tag) =>
      around(() => void change(id, ({ tags }) => ({ tags: tags.filter(one => one !== tag) }))),
    remove: ({ id }) =>
      around(() => {
        if (used) return 'used';
        if (find(id) >= 0) groups.splice(find(id), 1);
        return 'gone';
      }),
  };
  const use = (isUsed: boolean) => {
    used = isUsed;
  };
  return { groups, calls, use };
}

function start() {
  const clock = fakeClock();
  const random = seededRandom(1);
  const cloud = aCloud();
  const store = (controllerId: string, calls: LeaseCalls = cloud.calls) =>
    leaseStore({ calls, clock, random, controllerId, isPoolEmpty: async () => true });
  return { ...cloud, clock, random, store, ada: store(ADA), bob: store(BOB) };
}

describe('the lease of a pool in its security group', () => {
  it('is claimed where nobody has it, in a group that is made for it, renewed, and read by others', async () => {
    const { ada, bob, groups } = start();
    expect(await ada.read({ signal })).toBeUndefined();
    expect(await ada.write(leaseOf(ADA, 1), undefined, { signal })).toBe(true);
    expect(await bob.read({ signal })).toEqual(leaseOf(ADA, 1));
    expect(await bob.write(leaseOf(BOB, 1), undefined, { signal })).toBe(false);
    expect(await ada.write(leaseOf(ADA, 2), leaseOf(ADA, 1), { signal })).toBe(true);
    expect(await bob.write(leaseOf(BOB, 2), leaseOf(ADA, 1), { signal })).toBe(false);
    expect(await bob.read({ signal })).toEqual(leaseOf(ADA, 2));
    expect(groups).toMatchObject([{ tags: [] }]);
  });

  it('goes with its group when it is given back with nothing left', async () => {
    const { ada, groups } = start();
    await ada.write(leaseOf(ADA, 1), undefined, { signal });
    const over = leaseOf(ADA, 1, { releasedAt: 9 });
    expect(await ada.write(over, leaseOf(ADA, 1), { signal })).toBe(true);
    expect(groups).toEqual([]);
    expect(await ada.read({ signal })).toBeUndefined();
  });

  it('stays, given back, while the cloud still uses the group, and goes when it is next looked at', async () => {
    const { ada, bob, groups, use } = start();
    await ada.write(leaseOf(ADA, 1), undefined, { signal });
    use(true);
    const over = leaseOf(ADA, 1, { releasedAt: 9 });
    expect(await ada.write(over, leaseOf(ADA, 1), { signal })).toBe(true);
    expect(await bob.read({ signal })).toEqual(over);
    use(false);
    expect(await bob.read({ signal })).toEqual(over);
    expect(await ada.read({ signal })).toBeUndefined();
    expect(groups).toEqual([]);
  });

  it('is kept in one group, also where the answer to making it was lost', async () => {
    const { ada, calls, groups, store } = start();
    const lossy: LeaseCalls = {
      ...calls,
      create: async end => {
        await calls.create(end);
        throw new Error('The answer was lost.');
      },
    };
    const unlucky = store(ADA, lossy);
    await expect(unlucky.write(leaseOf(ADA, 1), undefined, { signal })).rejects.toThrow('lost');
    expect(await unlucky.write(leaseOf(ADA, 1), undefined, { signal })).toBe(true);
    await calls.create(signal);
    expect(await ada.write(leaseOf(ADA, 2), leaseOf(ADA, 1), { signal })).toBe(true);
    expect(groups).toMatchObject([{ description: leaseText(leaseOf(ADA, 2)) }]);
  });

  it('is kept in the first of two groups that are used and have none, once nobody can be making one just now', async () => {
    const { ada, bob, calls, groups, use, clock } = start();
    await calls.create(signal);
    await calls.create(signal);
    use(true);
    const claim = (store: LeaseStore, holder: string) =>
      store.write(leaseOf(holder, 1), undefined, { signal });
    expect([await claim(ada, ADA), await claim(bob, BOB)]).toEqual([false, false]);
    await clock.advance(180_000);
    expect([await claim(ada, ADA), await claim(bob, BOB)]).toEqual([true, false]);
    expect(await bob.read({ signal })).toEqual(leaseOf(ADA, 1));
    expect(groups).toHaveLength(2);
  });

  it('is written by others three minutes after somebody has died in the middle of it, and not before', async () => {
    const { ada, bob, calls, groups, clock, store } = start();
    await ada.write(leaseOf(ADA, 1), undefined, { signal });
    const dying: LeaseCalls = { ...calls, describe: () => Promise.reject(new Error('killed')) };
    await expect(store(ADA, dying).write(leaseOf(ADA, 2), leaseOf(ADA, 1), { signal })).rejects.toThrow();
    expect(groups[0]?.tags).toHaveLength(1);
    const takeOver = () => bob.write(leaseOf(BOB, 2), leaseOf(ADA, 1), { signal });
    expect(await takeOver()).toBe(false);
    await clock.advance(179_000);
    expect(await takeOver()).toBe(false);
    await clock.advance(1_000);
    expect(await takeOver()).toBe(true);
  });

  it('is not written by who was held up for a minute in the middle of it', async () => {
    const { ada, calls, clock, groups, store } = start();
    await ada.write(leaseOf(ADA, 1), undefined, { signal });
    const slow: LeaseCalls = {
      ...calls,
      addTag: async (...all) => {
        await calls.addTag(...all);
        await clock.advance(60_000);
      },
    };
    expect(await store(ADA, slow).write(leaseOf(ADA, 2), leaseOf(ADA, 1), { signal })).toBe(false);
    expect(groups).toMatchObject([{ description: leaseText(leaseOf(ADA, 1)), tags: [] }]);
  });

  it('is written by one of all who write at once, whatever the order in which the cloud does their calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.nat(),
        fc.integer({ min: 2, max: 4 }),
        async (order, seed, writers) => {
          const cloud = aCloud(call => order.schedule(Promise.resolve()).then(call));
          const random = seededRandom(seed);
          const clock = fakeClock();
          const won: { lease: Lease; seen: string }[] = [];
          async function write(store: LeaseStore, holder: string) {
            for (let epoch = 1; epoch < 5; epoch += 1) {
              const seen = await store.read({ signal });
              const release = epoch % 2 === 0 ? { releasedAt: epoch } : {};
              const next = leaseOf(holder, (seen?.epoch ?? 0) + 1, { since: epoch, ...release });
              if (await store.write(next, seen, { signal }))
                won.push({ lease: next, seen: seen ? leaseText(seen) : 'none' });
            }
          }
          const holders = Array.from({ length: writers }, (_, index) => index.toString(16).repeat(32));
          const all = holders.map(controllerId => {
            const isPoolEmpty = async () => false;
            return write(
              leaseStore({ calls: cloud.calls, clock, random, controllerId, isPoolEmpty }),
              controllerId,
            );
          });
          await order.waitFor(Promise.all(all));
          // Nobody's write is based on what another has replaced.
          const bases = won.map(({ seen }) => seen);
          expect(new Set(bases).size).toBe(bases.length);
          const claimed = cloud.groups.filter(({ description }) => description !== '');
          expect(claimed.map(({ description }) => description)).toEqual(
            won.length > 0 ? [leaseText((won.at(-1) as { lease: Lease }).lease)] : [],
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
