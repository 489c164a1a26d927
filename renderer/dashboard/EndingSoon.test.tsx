// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Instance } from '../../driver/model/instance';
import { emptyState } from '../../driver/model/state';
import { anInstance } from '../testing/builders';
import { installFakeBridge } from '../testing/fakeBridge';
import { renderUi } from '../testing/renderUi';

const bridge = installFakeBridge();
const { EndingSoon } = await import('./EndingSoon');
const { applyChange } = await import('../state/store');

const NOW = 1_800_000_000_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function open(leftMs: number, changes: Partial<Instance> = {}) {
  const instance = anInstance({ expiresAt: NOW + leftMs, ...changes });
  const state = { ...emptyState(), instances: { [instance.id]: instance } };
  applyChange({ type: 'snapshot', sequence: 0, state });
  renderUi(<EndingSoon />);
}

const warning = () => screen.queryByRole('group', { name: 'pb-ada-the-merry ends soon' });
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

describe('the warning before the end', () => {
  test('offers no extension where the pool ends it, and says so', () => {
    open(60_000, { broughtForward: { from: null } });
    expect(warning()?.textContent).toContain('ends in 1m, since its pool is shut down');
    expect(screen.queryByRole('button', { name: /^Extend/ })).toBeNull();
  });

  test('comes five minutes before it, and counts down', () => {
    open(5 * 60_000 + 2000);
    expect(warning()).toBeNull();
    pass(3000);
    expect(warning()?.textContent).toContain('ends in 4m 59s');
    pass(60_000);
    expect(warning()?.textContent).toContain('ends in 3m 59s');
  });

  test('is read out once, without the seconds', () => {
    open(60_000);
    const before = screen.getByRole('status').textContent;
    expect(before).toBe('pb-ada-the-merry ends in less than 5 minutes.');
    pass(5000);
    expect(screen.getByRole('status').textContent).toBe(before);
  });

  test('extends by the half hour and by the hour, and goes once the end is put off', () => {
    open(60_000);
    fireEvent.click(screen.getByRole('button', { name: 'Extend 30 min' }));
    fireEvent.click(screen.getByRole('button', { name: 'Extend 1 h' }));
    expect(bridge.inputs('instances.extend')).toEqual([
      { id: 'instance', minutes: 30 },
      { id: 'instance', minutes: 60 },
    ]);
    const later = anInstance({ expiresAt: NOW + 3_600_000 });
    act(() => {
      applyChange({ type: 'diff', sequence: 1, diff: { instances: { put: { [later.id]: later } } } });
    });
    expect(warning()).toBeNull();
  });
});
