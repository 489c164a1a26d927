// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RockpoolEvent } from '../../driver/model/event';
import { emptyState } from '../../driver/model/state';
import { aPool } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge({
  'shell.saveText': () => '/home/ada/events.csv',
  'shell.copyText': () => undefined,
});

const activity = await import('./Activity');
const store = await import('../state/store');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const settle = (ms = 0) => act(() => vi.advanceTimersByTimeAsync(ms));

function fill(count: number): void {
  const now = Date.now();
  const events = Array.from({ length: count }, (_, index): RockpoolEvent => {
    const userId = index % 2 === 0 ? 'ada' : 'grace';
    const about = { poolId: 'pool', instanceId: `instance-${index}`, userId };
    const level = index % 10 === 0 ? 'error' : 'info';
    return { id: `e${index}`, at: now - index * 60_000, level, text: `Event ${index}.`, ...about };
  });
  store.useStore.setState({
    state: {
      ...emptyState(),
      pools: { pool: aPool() },
      events: Object.fromEntries(events.map(event => [event.id, event])),
    },
  });
}

test('of thousands of events only those in sight are in the page, and it says how many are kept', async () => {
  fill(5000);
  renderUi(<activity.Activity />);
  await settle();
  expect(screen.getByText(/5,000 events are kept, in the data folder/)).toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('5,000 events');
  expect(screen.queryAllByRole('listitem').length).toBeLessThan(100);
});

test('words and a level narrow the list, and the count says so', async () => {
  fill(40);
  renderUi(<activity.Activity />);
  fireEvent.click(screen.getByRole('radio', { name: 'Errors' }));
  await settle();
  expect(screen.getByRole('status').textContent).toBe('4 of 40 events');
  fireEvent.change(screen.getByLabelText('Filter events'), { target: { value: 'event 30' } });
  await settle();
  expect(screen.getAllByRole('listitem')).toHaveLength(1);
  fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
  await settle();
  expect(screen.getByRole('status').textContent).toBe('4 of 40 events');
});

test('what is shown is what is saved, and where it went is said', async () => {
  fill(40);
  renderUi(<activity.Activity />);
  fireEvent.change(screen.getByLabelText('Filter events'), { target: { value: 'event 3' } });
  await settle();
  fireEvent.click(screen.getByRole('button', { name: 'Export' }));
  await settle();
  fireEvent.click(screen.getByRole('menuitem', { name: /CSV/ }));
  await settle();
  const { input } = bridge.asked('shell.saveText') as unknown as {
    input: { fileName: string; text: string };
  };
  expect(input.fileName).toMatch(/^rockpool-activity-.*\.csv$/);
  // 3, and 30 to 39.
  expect(input.text.trimEnd().split('\r\n')).toHaveLength(12);
});
