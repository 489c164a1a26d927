import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Quit } from './quit';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A world with some live instances and hosts, of which ending takes until they are set to 0. */
function world(live: number, canAsk = true, hosts = 0) {
  const listeners = new Set<() => void>();
  const calls = { ask: vi.fn(() => canAsk), destroyAll: vi.fn(), shutDown: vi.fn(), finish: vi.fn() };
  const quit = new Quit({
    ...calls,
    stake: () => ({ live, hosts, pools: [], simulated: false }),
    isShutDown: () => hosts === 0,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const set = (nextLive: number, nextHosts = hosts) => {
    live = nextLive;
    hosts = nextHosts;
    for (const listener of listeners) listener();
  };
  return { ...calls, quit, set, listeners };
}

test('without live instances the app just ends', () => {
  const { quit, ask, finish } = world(0);
  quit.request();
  expect(ask).not.toHaveBeenCalled();
  expect(finish).toHaveBeenCalledExactlyOnceWith(0);
});

test('with live instances the person is asked, and nothing happens before the answer', () => {
  const { quit, ask, finish } = world(2);
  quit.request();
  expect(ask).toHaveBeenCalledWith(expect.objectContaining({ live: 2, hosts: 0 }));
  expect(finish).not.toHaveBeenCalled();
});

test('where nobody can be asked the instances are kept', () => {
  const { quit, destroyAll, finish } = world(2, false);
  quit.request();
  expect(destroyAll).not.toHaveBeenCalled();
  expect(finish).toHaveBeenCalledExactlyOnceWith(0);
});

test('keep ends the app and leaves the instances', () => {
  const { quit, destroyAll, finish } = world(2);
  quit.request();
  quit.answer('keep');
  expect(destroyAll).not.toHaveBeenCalled();
  expect(finish).toHaveBeenCalledExactlyOnceWith(0);
});

test('destroy ends the app only when the last instance is gone', () => {
  const { quit, set, destroyAll, finish, listeners } = world(2);
  quit.request();
  quit.answer('destroy');
  expect(destroyAll).toHaveBeenCalledOnce();
  set(1);
  expect(finish).not.toHaveBeenCalled();
  set(0);
  expect(finish).toHaveBeenCalledExactlyOnceWith(0);
  expect(listeners.size).toBe(0);
});

test('instances that do not go are asked about again', () => {
  const { quit, ask, finish } = world(1);
  quit.request();
  quit.answer('destroy');
  vi.advanceTimersByTime(120_000);
  expect(ask).toHaveBeenCalledTimes(2);
  expect(finish).not.toHaveBeenCalled();
});

test('cancel while instances are destroyed keeps the app open', () => {
  const { quit, set, finish } = world(1);
  quit.request();
  quit.answer('destroy');
  quit.answer('cancel');
  set(0);
  vi.advanceTimersByTime(600_000);
  expect(finish).not.toHaveBeenCalled();
});

test('with hosts the person is asked as well, though nothing runs on them', () => {
  const { quit, ask, finish } = world(0, true, 3);
  quit.request();
  expect(ask).toHaveBeenCalledWith(expect.objectContaining({ live: 0, hosts: 3 }));
  expect(finish).not.toHaveBeenCalled();
});

test.each(['wait', 'now'] as const)(
  'the pools are shut down first (%s), however long it takes, and the app ends when nothing is left',
  how => {
    const { quit, set, shutDown, destroyAll, ask, finish } = world(1, true, 2);
    quit.request();
    quit.answer(how);
    expect(shutDown).toHaveBeenCalledExactlyOnceWith(how);
    expect(destroyAll).not.toHaveBeenCalled();
    set(0, 1);
    vi.advanceTimersByTime(24 * 3_600_000);
    expect(finish).not.toHaveBeenCalled();
    expect(ask).toHaveBeenCalledOnce();
    set(0, 0);
    expect(finish).toHaveBeenCalledExactlyOnceWith(0);
  },
);

test('while pools are shut down the person can stay, or quit at once', () => {
  const staying = world(0, true, 2);
  staying.quit.answer('now');
  staying.quit.answer('cancel');
  staying.set(0, 0);
  expect(staying.finish).not.toHaveBeenCalled();
  const leaving = world(0, true, 2);
  leaving.quit.answer('wait');
  leaving.quit.answer('keep');
  expect(leaving.finish).toHaveBeenCalledExactlyOnceWith(0);
});

test('the app ends once, however often it is asked to', () => {
  const { quit, finish } = world(0);
  quit.now(130);
  quit.request();
  quit.answer('keep');
  expect(finish).toHaveBeenCalledExactlyOnceWith(130);
});
