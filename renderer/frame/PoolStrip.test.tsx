// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { PoolPlan } from '../../driver/model/poolPlan';
import { emptyState } from '../../driver/model/state';
import { useStore } from '../state/store';
import { aHost, aPool } from '../testing/builders';
import { renderUi } from '../testing/renderUi';
import { healthOf, PoolStrip } from './PoolStrip';

afterEach(cleanup);

test('a pool on simulated hosts is labelled so, and no other', () => {
  const simulated = aPool({ id: 'a', name: 'Trial', provider: 'simulator', engineUrl: 'sim://Trial' });
  useStore.setState({ state: { ...emptyState(), pools: { a: simulated, b: aPool({ id: 'b' }) } } });
  renderUi(<PoolStrip />);
  const labels = screen.getAllByText('simulated');
  expect(labels).toHaveLength(1);
  expect(labels[0]?.closest('button')?.textContent).toContain('Trial');
});

test('of many hosts it is said how many do not answer, removed ones not counted', () => {
  const unreachable = { since: 1, error: { kind: 'transient' as const, code: 'X', what: 'No answer.' } };
  const hosts = [
    aHost({ id: 'a', unreachable }),
    aHost({ id: 'b' }),
    aHost({ id: 'c', phase: 'removed', unreachable }),
  ];
  expect(healthOf(aPool({ provider: 'simulator' }), hosts)).toMatchObject({
    tone: 'bad',
    text: '1 of 2 hosts not answering',
  });
});

test('a pool over SSH says whether it has machines and hosts, never the address that stands for it', () => {
  const pool = aPool({ provider: 'ssh', engineUrl: 'ssh://lab' });
  expect(healthOf(pool, [])).toMatchObject({ tone: 'waiting', text: 'no machines yet' });
  expect(healthOf(pool, [], 3)).toMatchObject({ tone: 'waiting', text: 'no host' });
  const preparing = healthOf(pool, [aHost({ phase: 'preparing' })], 3);
  expect(preparing).toMatchObject({
    text: 'preparing',
    detail: expect.stringContaining('machines over SSH'),
  });
  expect(healthOf(pool, [aHost(), aHost({ id: 'b' })], 3).detail).toBe('2 hosts are active.');
});

test('free slots are those of the plan: what launches get, not what silent hosts have', () => {
  const plans = { pool: { id: 'pool', slots: { free: 6, coming: 0, target: 4, total: 24 } } as PoolPlan };
  const hosts = { host: aHost({ slots: 99 }) };
  useStore.setState({ state: { ...emptyState(), pools: { pool: aPool() }, hosts, plans } });
  renderUi(<PoolStrip />);
  expect(screen.getByRole('button').textContent).toContain('6 of 24 slots free');
});
