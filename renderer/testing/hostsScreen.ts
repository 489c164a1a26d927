import { cleanup } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import type { Host } from '../../driver/model/host';
import { poolConfigSchema } from '../../driver/model/pool';
import type { PoolPlan } from '../../driver/model/poolPlan';
import { emptyState, type State } from '../../driver/model/state';
import { aHost, aPool } from './builders';
import { installFakeBridge } from './fakeBridge';

/** What the tests of the screen Driver Hosts share: a bridge, a layout, a pool, and hosts to put into it. */

export const bridge = installFakeBridge();
for (const path of ['hosts.order', 'hosts.cordon', 'hosts.set', 'hosts.withdraw', 'hosts.refresh']) {
  bridge.answer(path, () => ({}));
}
const { useStore } = await import('../state/store');

/** The height of whatever is drawn. */
export const BOX_PX = 600;

beforeAll(() => {
  // The document of a test has no layout; the list's box has a height all the same.
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => BOX_PX });
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1000 });
});
beforeEach(() => {
  localStorage.clear();
});
afterEach(cleanup);

export const pool = aPool({ provider: 'simulator', config: poolConfigSchema.parse({}) });
export const plan: PoolPlan = {
  id: 'pool',
  at: 0,
  doing: [{ text: 'Asks for a host', reason: 'too few slots are free' }],
  waiting: [],
  counts: { doing: 1, waiting: 0 },
  next: {
    at: Date.now() + 9_030_000,
    text: 'host-1',
    reason: 'It goes if it is idle until then.',
    hostId: 'h1',
  },
  banners: [],
  slots: { free: 3, coming: 6, target: 4, total: 30 },
  hosts: { count: 2, max: 4 },
  largestLaunch: 3,
  queue: 1,
  leftovers: [],
  foreign: [],
};
/** Shows these hosts, of the one pool where `rest` doesn't say otherwise. */
export function put(hosts: Host[], rest: Partial<State> = {}): void {
  const byId = Object.fromEntries(hosts.map(host => [host.id, host]));
  useStore.setState({
    state: { ...emptyState(), pools: { pool }, plans: { pool: plan }, hosts: byId, ...rest },
  });
}

/** As many as nobody can see at once. */
export const many = Array.from({ length: 2000 }, (_, index) =>
  aHost({ id: `h${index}`, name: `host-${index}` }),
);
/** How many hosts have a row in the page. */
export const drawn = () => document.querySelectorAll('tr[data-host]').length;
