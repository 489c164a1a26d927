import { expect, it } from 'vitest';
import { type CloudCallName, isList } from './calls';
import { openStand } from './stand';

const HOSTS = 100;
const READY_WITHIN_MS = 60 * 60_000;
/** So often everything is looked at. */
const INTERVAL_MS = 15_000;
const WATCHED_MS = 20 * 60_000;

it('lists each kind once in an interval at most, for a hundred hosts as for one', async () => {
  using stand = openStand({
    config: { DD_MAX_HOSTS: HOSTS, DD_FREE_SLOT_TARGET: 2 * HOSTS, DD_HOST_DATA_VOLUME_FACTOR: 1 },
  });
  stand.start();
  const active = () => stand.rockpool.store.hosts.all().filter(({ phase }) => phase === 'active').length;
  expect(await stand.clock.until(() => active() === HOSTS, READY_WITHIN_MS)).toBe(true);
  const from = stand.clock.monotonic();
  await stand.clock.advance(WATCHED_MS);
  const lists = new Map<string, number>();
  for (const { name, at, isLaterPage } of stand.calls)
    if (at >= from && !isLaterPage && isList(name as CloudCallName))
      lists.set(name, (lists.get(name) ?? 0) + 1);
  expect(lists.get('compute GET /servers/detail')).toBeGreaterThan(0);
  for (const [name, times] of lists) expect(times, name).toBeLessThanOrEqual(WATCHED_MS / INTERVAL_MS + 1);
  // Nothing is asked host by host.
  const others = stand.calls.filter(({ name, at }) => at >= from && name.includes('{id}'));
  expect(others.filter(({ name }) => !name.includes('security-groups'))).toEqual([]);
});
