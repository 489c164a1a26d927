import { expect, test } from 'vitest';
import { emptyState, type State } from '../driver/model/state';
import { showInTerminal } from './terminal';

/** Prints what the terminal shows as the state goes through the given ones. */
function shown(...states: State[]): string[] {
  const lines: string[] = [];
  showInTerminal(
    {
      state: emptyState(),
      onChange(listener) {
        for (const state of states) listener(state);
        return () => undefined;
      },
    },
    line => void lines.push(line),
  );
  return lines;
}

const pool = {
  id: 'p',
  name: 'DockerDriver',
  provider: 'local',
  config: { DD_SHUTDOWN_MODE: false },
};
const host = {
  id: 'h',
  poolId: 'p',
  name: 'here',
  phase: 'active',
  slots: 46,
  facts: { engineVersion: '20.10.24' },
};
const instance = {
  id: 'i',
  poolId: 'p',
  hostId: 'h',
  name: 'pb-ada-the-brave',
  state: 'running',
  slots: 2,
  lifetimeMs: 600_000,
  unknown: false,
  route: '0123456789abcdef',
  log: [{ at: 0, level: 'info', text: 'The port answers.' }],
};
const of = (parts: object) => ({ ...emptyState(), ...parts }) as State;

test('each thing has its line, with the slots in use', () => {
  expect(shown(of({ pools: { p: pool }, hosts: { h: host }, instances: { i: instance } }))).toEqual([
    'Pool DockerDriver (local): 1 host, 2 of 46 slots used',
    'Host here: active, 46 slots, Docker 20.10.24',
    'Instance pb-ada-the-brave: running, for 10 min',
    '  pb-ada-the-brave | The port answers.',
  ]);
});

test('only what has changed is printed again', () => {
  const before = of({ hosts: { h: host }, instances: { i: instance } });
  const after = of({ hosts: { h: host }, instances: { i: { ...instance, state: 'deleting' } } });
  expect(shown(before, before, after).slice(3)).toEqual(['Instance pb-ada-the-brave: deleting']);
});

test('an image that goes says so', () => {
  expect(shown(of({ images: { 'a:latest': { id: 'a:latest' } } }), of({})).at(-1)).toBe('Image a: gone');
});

test('a task is shown by steps of ten percent, and its error in full', () => {
  const task = { id: 't', title: 'Import a.tar', state: 'running', step: 'Verifying', total: 100 };
  const at = (done: number, more = {}) => of({ tasks: { t: { ...task, done, ...more } } });
  const error = { kind: 'input', code: 'CUT', what: 'The file is cut short.', next: 'Copy it again.' };
  expect(shown(at(11), at(12), at(29), at(30, { state: 'failed', error }))).toEqual([
    'Import a.tar: Verifying 10 %',
    'Import a.tar: Verifying 20 %',
    'Import a.tar: failed. The file is cut short. Copy it again.',
  ]);
});

test('no route is ever shown', () => {
  expect(shown(of({ instances: { i: instance } })).join()).not.toContain(instance.route);
});
