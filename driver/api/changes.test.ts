import { expect, it } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { applyDiff, type Change, type Diff, emptyState, type State } from '../model/state';
import { createChanges } from './changes';

function source() {
  const clock = fakeClock();
  let state: State = emptyState();
  const listeners = new Set<(diff: Diff) => void>();
  const changes = createChanges({
    read: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clock,
  });
  return {
    clock,
    changes,
    listeners,
    change(diff: Diff) {
      state = applyDiff(state, diff);
      for (const listener of listeners) listener(diff);
    },
    read: () => state,
  };
}

const event = (id: string): Diff => ({ events: { put: { [id]: { id, at: 0, level: 'info', text: id } } } });

it('sends one snapshot and then diffs that are numbered without a gap, ten a second at the most', async () => {
  const { clock, changes, change, read } = source();
  change(event('before'));
  const received: Change[] = [];
  const abort = new AbortController();
  const done = (async () => {
    for await (const received1 of changes.stream(abort.signal)) received.push(received1);
  })();
  await clock.advance(0);
  for (let i = 0; i < 100; i += 1) {
    change(event(`e${i}`));
    await clock.advance(10);
  }
  await clock.advance(100);
  abort.abort();
  await done;
  expect(received.map(({ sequence }) => sequence)).toEqual(received.map((_, index) => index));
  expect(received.length).toBeLessThanOrEqual(12);
  const rebuilt = received.reduce<State>(
    (state, item) => (item.type === 'snapshot' ? item.state : applyDiff(state, item.diff)),
    emptyState(),
  );
  expect(rebuilt).toEqual(read());
});

it('stops listening when the listener goes', async () => {
  const { clock, changes, listeners } = source();
  const abort = new AbortController();
  const stream = changes.stream(abort.signal);
  await stream.next();
  const waiting = stream.next();
  await clock.advance(0);
  expect(listeners.size).toBe(1);
  abort.abort();
  expect((await waiting).done).toBe(true);
  expect(listeners.size).toBe(0);
});

it('sends a large state in parts, with what changes meanwhile after the last', async () => {
  const { clock, changes, change, read } = source();
  for (let i = 0; i < 2_500; i += 1) change(event(`e${i}`));
  const abort = new AbortController();
  const received: Change[] = [];
  const done = (async () => {
    for await (const one of changes.stream(abort.signal)) {
      received.push(one);
      if (received.length === 1) change(event('late'));
    }
  })();
  await clock.advance(10);
  abort.abort();
  await done;
  expect(received.map(({ type, sequence, more }) => [type, sequence, more])).toEqual([
    ['snapshot', 0, true],
    ['diff', 1, true],
    ['diff', 2, undefined],
    ['diff', 3, undefined],
  ]);
  const rebuilt = received.reduce<State>(
    (state, item) => (item.type === 'snapshot' ? item.state : applyDiff(state, item.diff)),
    emptyState(),
  );
  expect(rebuilt).toEqual(read());
});
