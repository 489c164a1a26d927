// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptyState, type State } from '../../driver/model/state';
import { type FakeBridge, fakeBridge, sentError } from '../testing/fakeBridge';

let bridge: FakeBridge;
let store: typeof import('./store');

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  bridge = fakeBridge();
  window.rockpool = bridge;
  store = await import('./store');
  (await import('./connection')).connect();
});

afterEach(() => {
  vi.useRealTimers();
  delete window.rockpool;
});

const event = (id: string) => ({ id, at: 1, level: 'info' as const, text: id });
const stateWith = (...ids: string[]): State => ({
  ...emptyState(),
  events: Object.fromEntries(ids.map(id => [id, event(id)])),
});
const send = (value: unknown) => bridge.deliver({ type: 'data', id: bridge.asked('changes').id, value });
const shown = () => Object.keys(store.currentState().events);

test('the snapshot and the diffs after it make the state', () => {
  expect(store.useStore.getState().connection.status).toBe('connecting');
  send({ type: 'snapshot', sequence: 0, state: stateWith('a') });
  send({ type: 'diff', sequence: 1, diff: { events: { put: { b: event('b') } } } });
  send({ type: 'diff', sequence: 2, diff: { events: { removed: ['a'] } } });
  expect(shown()).toEqual(['b']);
  expect(store.useStore.getState().connection.status).toBe('connected');
});

test('a snapshot in parts is shown once it is whole, and a new one may begin before', () => {
  send({ type: 'snapshot', sequence: 0, state: stateWith('lost'), more: true });
  send({ type: 'snapshot', sequence: 0, state: stateWith('a'), more: true });
  send({ type: 'diff', sequence: 1, diff: { events: { put: { b: event('b') } } }, more: true });
  expect(shown()).toEqual([]);
  expect(store.useStore.getState().connection.status).toBe('connecting');
  send({ type: 'diff', sequence: 2, diff: { events: { put: { c: event('c') } } } });
  expect(shown()).toEqual(['a', 'b', 'c']);
  expect(store.useStore.getState().connection.status).toBe('connected');
  send({ type: 'diff', sequence: 3, diff: { events: { removed: ['a'] } } });
  expect(shown()).toEqual(['b', 'c']);
});

test('collections that did not change keep their identity, so that their screens need not be drawn again', () => {
  send({ type: 'snapshot', sequence: 0, state: stateWith('a') });
  const { images } = store.currentState();
  send({ type: 'diff', sequence: 1, diff: { events: { put: { b: event('b') } } } });
  expect(store.currentState().images).toBe(images);
});

test('a gap opens the stream anew, and the new snapshot replaces everything', () => {
  send({ type: 'snapshot', sequence: 0, state: stateWith('a') });
  const { id: first } = bridge.asked('changes');
  send({ type: 'diff', sequence: 2, diff: { events: { put: { c: event('c') } } } });
  expect(bridge.requests).toContainEqual({ type: 'unlisten', id: first });
  expect(bridge.count('changes')).toBe(2);
  expect(shown()).toEqual(['a']);
  bridge.deliver({
    type: 'data',
    id: first,
    value: { type: 'diff', sequence: 1, diff: { events: { put: { late: event('late') } } } },
  });
  send({ type: 'snapshot', sequence: 0, state: stateWith('b', 'c') });
  expect(shown()).toEqual(['b', 'c']);
});

test('a backend that fails is told, and asked again later and later', () => {
  const error = { kind: 'permanent' as const, code: 'DATA_NEWER', what: 'It is newer.' };
  const refuse = () =>
    bridge.deliver({ type: 'error', id: bridge.asked('changes').id, error: sentError(error) });
  refuse();
  expect(store.useStore.getState().connection).toEqual({ status: 'lost', error });
  vi.advanceTimersByTime(499);
  expect(bridge.count('changes')).toBe(1);
  vi.advanceTimersByTime(1);
  expect(bridge.count('changes')).toBe(2);
  refuse();
  vi.advanceTimersByTime(999);
  expect(bridge.count('changes')).toBe(2);
  vi.advanceTimersByTime(1);
  send({ type: 'snapshot', sequence: 0, state: stateWith('a') });
  expect(store.useStore.getState().connection.status).toBe('connected');
});
