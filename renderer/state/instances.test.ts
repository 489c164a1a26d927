import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Instance, isLive } from '../../driver/model/instance';
import { applyDiff, type Diff, emptyState } from '../../driver/model/state';
import { anInstance } from '../testing/builders';
import { followDiff } from './derived';
import { liveByHost, runningByEnd } from './instances';

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const instance = fc.record({
  id: ids,
  state: fc.constantFrom('queueing' as const, 'running' as const, 'deleted' as const),
  hostId: fc.constantFrom(undefined, 'h1', 'h2'),
  expiresAt: fc.constantFrom(undefined, 1, 2, 3),
});
const diff: fc.Arbitrary<Diff> = fc
  .record({ put: fc.array(instance), removed: fc.array(ids, { maxLength: 2 }) })
  .map(({ put, removed }) => ({
    instances: {
      put: Object.fromEntries(
        put
          .filter(({ id }) => !removed.includes(id))
          .map(({ hostId, expiresAt, ...more }) => [
            more.id,
            anInstance({ ...more, ...(hostId ? { hostId } : {}), ...(expiresAt ? { expiresAt } : {}) }),
          ]),
      ),
      removed,
    },
  }));

const sortedIds = (instances: readonly Instance[]) => instances.map(({ id }) => id).sort();

test('what changes brings what was derived up to date, as if it had been worked out anew', () => {
  fc.assert(
    fc.property(fc.array(diff, { maxLength: 6 }), diffs => {
      let state = emptyState();
      liveByHost(state.instances);
      runningByEnd(state.instances);
      for (const each of diffs) {
        const next = applyDiff(state, each);
        followDiff(state, each, next);
        state = next;
        const all = Object.values(state.instances);
        const byHost = liveByHost(state.instances);
        const live = (id: string) => all.filter(one => one.hostId === id && isLive(one));
        for (const id of ['h1', 'h2']) expect(sortedIds(byHost.get(id) ?? [])).toEqual(sortedIds(live(id)));
        for (const one of [...byHost.values()].flat()) expect(state.instances[one.id]).toBe(one);
        const ends = runningByEnd(state.instances);
        const timed = all.filter(one => one.state === 'running' && one.expiresAt !== undefined);
        expect(sortedIds(ends)).toEqual(sortedIds(timed));
        expect(ends.map(one => one.expiresAt)).toEqual(timed.map(one => one.expiresAt).sort());
        for (const one of ends) expect(state.instances[one.id]).toBe(one);
      }
    }),
  );
});

test('the list of a host is the same as long as nothing on it changes', () => {
  const on = (id: string, hostId: string) => anInstance({ id, hostId, state: 'running' });
  const state = { ...emptyState(), instances: { a: on('a', 'h1'), b: on('b', 'h2') } };
  const before = liveByHost(state.instances);
  const change: Diff = { instances: { put: { c: on('c', 'h2') } } };
  const next = applyDiff(state, change);
  followDiff(state, change, next);
  const after = liveByHost(next.instances);
  expect(after.get('h1')).toBe(before.get('h1'));
  expect(after.get('h2')?.map(({ id }) => id)).toEqual(['b', 'c']);
});
