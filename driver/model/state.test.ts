import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyDiff, type Diff, emptyState, gatherDiffs, type State } from './state';

const id = fc.constantFrom('a', 'b', 'c');
const diff: fc.Arbitrary<Diff> = fc
  .record({ put: fc.dictionary(id, fc.integer(), { maxKeys: 3 }), removed: fc.uniqueArray(id) })
  .map(({ put, removed }) => ({
    instances: {
      put: put as never,
      removed: removed.filter(gone => !(gone in put)),
    },
  }));

it('has the same effect for two diffs and for both as one', () => {
  fc.assert(
    fc.property(diff, diff, diff, (first, second, start) => {
      const state = applyDiff(emptyState(), start);
      const both = gatherDiffs();
      both.add(first);
      both.add(second);
      expect(applyDiff(state, both.take() ?? {})).toEqual(applyDiff(applyDiff(state, first), second));
    }),
  );
});

it('keeps the identity of collections that did not change', () => {
  const before: State = emptyState();
  const after = applyDiff(before, { tasks: { removed: ['x'] } });
  expect(after.hosts).toBe(before.hosts);
  expect(after.tasks).not.toBe(before.tasks);
});

it('gives what was gathered once, and nothing where nothing came', () => {
  const gathered = gatherDiffs();
  expect(gathered.take()).toBeUndefined();
  gathered.remove('tasks', 'x');
  expect(gathered.take()).toEqual({ tasks: { put: {}, removed: ['x'] } });
  expect(gathered.take()).toBeUndefined();
});
