import { expect, test, vi } from 'vitest';
import type { Shutdown } from '../driver/model/shutdown';
import { emptyState, type State } from '../driver/model/state';
import type { Services } from '../driver/services';
import { shutDownAll } from './shutDownRun';

const report = { since: 0, madeAt: 1, complete: true, counts: [], things: [], older: 0, notGivenBack: [] };

function world(...ids: string[]) {
  const listeners = new Set<(state: State) => void>();
  const state = {
    ...emptyState(),
    pools: Object.fromEntries(ids.map(id => [id, { id, name: `Pool ${id}` }])),
  } as unknown as State;
  const shutdowns = new Map<string, Shutdown>();
  const shutDown = vi.fn((id: string) => shutdowns.set(id, { id, state: 'under way' } as Shutdown));
  const printed: string[] = [];
  const follower = {
    state,
    onChange(listener: (state: State) => void) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
  };
  const services = {
    pools: { shutdowns: { shutDown, of: (id: string) => shutdowns.get(id) } },
  } as unknown as Services;
  const run = () => shutDownAll('now', services, follower, 'ada', line => printed.push(line));
  function set(id: string, shutdown: Partial<Shutdown>) {
    shutdowns.set(id, { id, ...shutdown } as Shutdown);
    for (const listener of [...listeners]) listener(state);
  }
  return { run, set, shutDown, printed, listeners };
}

test('all pools are shut down, each report is printed, and nothing left is exit code 0', async () => {
  const { run, set, shutDown, printed, listeners } = world('a', 'b');
  const code = run();
  expect(shutDown.mock.calls).toEqual([
    ['a', { how: 'now' }, 'ada'],
    ['b', { how: 'now' }, 'ada'],
  ]);
  set('a', { state: 'done', report });
  set('b', { state: 'under way' });
  expect(printed).toEqual([]);
  set('b', { state: 'done', report });
  expect(await code).toBe(0);
  expect(printed.map(text => text.split('\n')[0])).toEqual([
    'Report on the shutting down of the pool Pool a',
    'Report on the shutting down of the pool Pool b',
  ]);
  await Promise.resolve();
  expect(listeners.size).toBe(0);
});

test('what does not go is exit code 1', async () => {
  const { run, set } = world('a');
  const code = run();
  set('a', { state: 'stuck', report: { ...report, complete: false } });
  expect(await code).toBe(1);
});

test('without a pool there is nothing to do', async () => {
  const { run, printed } = world();
  expect(await run()).toBe(0);
  expect(printed).toEqual(['There is no pool that could be shut down.']);
});
