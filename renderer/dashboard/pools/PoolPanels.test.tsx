// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PoolPlan } from '../../../driver/model/poolPlan';
import type { PoolSample } from '../../../driver/model/poolSample';
import { emptyState, type State } from '../../../driver/model/state';
import { aHost, anInstance, aPool } from '../../testing/builders';
import { installFakeBridge } from '../../testing/fakeBridge';
import { renderUi } from '../../testing/renderUi';

let samples: PoolSample[] = [];
const bridge = installFakeBridge({ 'history.pool': () => samples });

const strip = await import('./PoolPanels');
const store = await import('../../state/store');

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  samples = [sample(9), sample(4), sample(6)].map((one, index) => ({
    ...one,
    at: Date.now() - (3 - index) * 60_000,
  }));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const sample = (free: number): PoolSample => ({
  ...{ at: 0, free, coming: 0, target: 5, total: 24, queue: 0, running: 3, hosts: { active: 2 } },
});
const plan = (changes: Partial<PoolPlan> = {}) =>
  ({
    ...{ id: 'pool', at: 0, doing: [], waiting: [], counts: { doing: 0, waiting: 0 }, banners: [], queue: 0 },
    slots: { free: 6, coming: 0, target: 5, total: 24 },
    ...changes,
  }) as unknown as PoolPlan;

function fill(changes: Partial<State> = {}) {
  const pools = { pool: aPool({ provider: 'simulator' }) };
  store.useStore.setState({ state: { ...emptyState(), pools, plans: { pool: plan() }, ...changes } });
}
const settle = (ms = 0) => act(() => vi.advanceTimersByTimeAsync(ms));
const plot = () => screen.getByRole('slider', { name: 'Free slots of DockerDriver, the last 6 hours' });

test('free slots now, and in words how they were', async () => {
  fill();
  renderUi(<strip.PoolPanels />);
  await settle();
  expect(screen.getByRole('region', { name: 'Pool DockerDriver' }).textContent).toContain(
    '6 of 24 slots free',
  );
  expect(plot().getAttribute('aria-valuetext')).toBe(
    'In the last 6 hours 4 to 9 slots were free, below the target 33 % of it.',
  );
});

test('the arrow keys read single samples, and Escape goes back to all', async () => {
  fill();
  renderUi(<strip.PoolPanels />);
  await settle();
  fireEvent.keyDown(plot(), { key: 'Home' });
  expect(plot().getAttribute('aria-valuetext')).toContain('9 of 24 slots free');
  fireEvent.keyDown(plot(), { key: 'ArrowRight' });
  expect(plot().getAttribute('aria-valuenow')).toBe('4');
  fireEvent.keyDown(plot(), { key: 'Escape' });
  expect(plot().getAttribute('aria-valuetext')).toContain('In the last 6 hours');
});

test('another time is asked for at once, is remembered, and asked for again while it is shown', async () => {
  fill();
  const { unmount } = renderUi(<strip.PoolPanels />);
  await settle();
  fireEvent.click(screen.getByRole('radio', { name: '7 d' }));
  await settle();
  const asked = bridge.inputs('history.pool') as { fromMs: number; points: number }[];
  expect(Date.now() - (asked.at(-1)?.fromMs ?? 0)).toBeGreaterThan(6.9 * 24 * 3_600_000);
  expect(screen.getByRole('slider').getAttribute('aria-label')).toContain('the last 7 days');
  const before = bridge.count('history.pool');
  await settle(30_000);
  expect(bridge.count('history.pool')).toBe(before + 3);
  unmount();
  await settle(30_000);
  expect(bridge.count('history.pool')).toBe(before + 3);
});

test('a change of something else does not draw the plot anew', async () => {
  fill();
  renderUi(<strip.PoolPanels />);
  await settle();
  const drawn = vi.fn();
  const observer = new MutationObserver(drawn);
  observer.observe(plot(), { attributes: true, childList: true, subtree: true });
  for (let change = 0; change < 5; change += 1) {
    act(() =>
      store.useStore.setState(({ state }) => ({
        state: { ...state, instances: { [`i${change}`]: anInstance({ id: `i${change}` }) } },
      })),
    );
  }
  await settle(100);
  observer.disconnect();
  expect(drawn).not.toHaveBeenCalled();
});

test('hosts by state have their numbers, and those that are gone or elsewhere do not count', async () => {
  const silent = { since: 1, error: { kind: 'transient', code: 'X', what: 'Silent.' } } as const;
  const hosts = [
    aHost({ id: '1' }),
    aHost({ id: '2', unreachable: silent }),
    aHost({ id: '3', phase: 'preparing' }),
    aHost({ id: '4', phase: 'removed' }),
    aHost({ id: '5', poolId: 'other' }),
  ];
  fill({ hosts: Object.fromEntries(hosts.map(host => [host.id, host])) });
  renderUi(<strip.PoolPanels />);
  await settle();
  expect(screen.getAllByRole('listitem').map(item => item.textContent)).toEqual([
    '1 active',
    '1 not answering',
    '1 preparing',
  ]);
});

test('what is done now comes before what waits, with its reason and how much more there is', async () => {
  const waiting = [{ text: 'pb-ada', reason: 'Waits for a host.' }];
  const doing = [{ text: 'Asks for a host', reason: '2 instances wait.' }];
  fill({ plans: { pool: plan({ doing, waiting, counts: { doing: 1, waiting: 1 }, queue: 2 }) } });
  renderUi(<strip.PoolPanels />);
  await settle();
  const { textContent } = screen.getByRole('region', { name: 'Pool DockerDriver' });
  expect(textContent).toContain('Now: Asks for a host – 2 instances wait. 1 more.');
  expect(textContent).toContain('2 waiting');
});

test('a pool without a past says so', async () => {
  samples = [];
  fill();
  renderUi(<strip.PoolPanels />);
  await settle();
  expect(screen.getByText(/Nothing was recorded in this time\./)).toBeTruthy();
  expect(screen.queryByRole('slider')).toBeNull();
});
