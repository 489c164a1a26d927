import { expect, it } from 'vitest';
import type { Shutdown } from '../../../driver/model/shutdown';
import { faultOfReport } from './checks';
import { openStand } from './stand';

const MINUTE_MS = 60_000;
const WITHIN_MS = 40 * MINUTE_MS;
const config = {
  ...{ DD_MAX_HOSTS: 3, DD_FREE_SLOT_TARGET: 4, DD_HOST_DATA_VOLUME_FACTOR: 1 },
  ...{ DD_HOST_FLOATING_POOL: 'public', DD_HOST_ANTI_AFFINITY: true },
};

/** A pool in an emulated project, of which it is noted what was ever there. */
function start() {
  const servers = new Set<string>();
  const faults: string[] = [];
  const stand = openStand({
    ...{ config, hasCopies: true },
    onArrival() {
      for (const { id } of stand.cloud.emulator.world.everything().servers) servers.add(id);
    },
  });
  stand.start();
  const { clock, rockpool, cloud } = stand;
  const { pools, store } = rockpool;
  store.onCommit(({ shutdowns }) => {
    for (const shutdown of Object.values(shutdowns?.put ?? {})) {
      const fault = faultOfReport(shutdown, cloud.emulator);
      if (fault) faults.push(fault);
    }
  });
  const poolId = store.pools.all()[0]?.id ?? '';
  const active = () => store.hosts.all().filter(({ phase }) => phase === 'active').length;
  const until = async (holds: () => boolean) => expect(await clock.until(holds, WITHIN_MS)).toBe(true);
  const left = () =>
    Object.entries(cloud.emulator.world.everything()).flatMap(([kind, all]) => all.map(() => kind));
  return {
    ...{ stand, clock, pools, poolId, cloud, servers, faults, until, left },
    shutdown: (): Shutdown | undefined => store.shutdowns.get(poolId),
    isFull: () => active() >= 2,
    hasCopy: () => cloud.emulator.world.everything().images.some(({ status }) => status === 'active'),
    reported: (kind: string) => store.shutdowns.get(poolId)?.report?.counts.find(one => one.kind === kind),
  };
}

it('tells of all machines that there ever were, also where the shutdown was called back on its way, and of none that is there', async () => {
  const { stand, clock, pools, poolId, servers, faults, until, left, shutdown, isFull, hasCopy, reported } =
    start();
  using _ = stand;
  await until(isFull);
  await until(hasCopy);
  const before = left().length;
  pools.shutdowns.shutDown(poolId, { how: 'now' });
  // Some has gone, and some is there.
  await until(() => left().length < before);
  pools.shutdowns.callBack(poolId);
  expect(shutdown()).toBeUndefined();
  await until(isFull);
  await clock.advance(2 * MINUTE_MS);
  pools.shutdowns.shutDown(poolId, { how: 'now' });
  await until(() => shutdown()?.state === 'done');
  expect(left()).toEqual([]);
  expect(faults).toEqual([]);
  const machines = reported('server');
  expect(machines).toEqual({ kind: 'server', created: servers.size, givenBack: servers.size });
  const told = shutdown()?.report?.things.filter(({ kind }) => kind === 'server') ?? [];
  expect(new Set(told.map(({ id }) => id))).toEqual(servers);
  for (const kind of ['volume', 'image', 'floatingIp', 'serverGroup', 'securityGroup'])
    expect(reported(kind)?.created, kind).toBeGreaterThan(0);
});

it('that was complete stays as it is when the pool is opened again, and the next tells of what came since', async () => {
  const { stand, pools, poolId, servers, faults, until, left, shutdown, isFull, reported } = start();
  using _ = stand;
  await until(isFull);
  pools.shutdowns.shutDown(poolId, { how: 'now' });
  await until(() => shutdown()?.state === 'done');
  const first = shutdown()?.report;
  const ofFirst = new Set(servers);
  pools.shutdowns.callBack(poolId);
  await until(isFull);
  expect(shutdown()).toMatchObject({ past: true, report: first });
  servers.clear();
  pools.shutdowns.shutDown(poolId, { how: 'now' });
  await until(() => shutdown()?.state === 'done');
  const told = shutdown()?.report?.things.filter(({ kind }) => kind === 'server') ?? [];
  expect(told.some(({ id }) => ofFirst.has(id))).toBe(false);
  expect(reported('server')?.created).toBe(told.length);
  expect([left(), faults]).toEqual([[], []]);
});

it('is not made complete by a cloud that says of what is there that it is gone', async () => {
  const { stand, clock, pools, poolId, cloud, faults, until, left, shutdown, isFull } = start();
  using _ = stand;
  await until(isFull);
  cloud.conditions.set({ fault: 'ignored', call: 'compute DELETE /servers/{id}' });
  pools.shutdowns.shutDown(poolId, { how: 'now' });
  await clock.advance(10 * MINUTE_MS);
  expect(left()).toContain('servers');
  expect(shutdown()?.state).toBe('stuck');
  expect(shutdown()?.report?.complete).toBe(false);
  const named = shutdown()?.report?.notGivenBack.filter(({ kind }) => kind === 'server') ?? [];
  expect(new Set(named.map(({ id }) => id))).toEqual(
    new Set(cloud.emulator.world.everything().servers.map(({ id }) => id)),
  );
  cloud.conditions.clear();
  await until(() => shutdown()?.state === 'done');
  expect([left(), faults]).toEqual([[], []]);
});

it('is found out where it says of something that it was given back', () => {
  const { stand, cloud } = start();
  using _ = stand;
  const made = cloud.operator.call('volume', 'POST', '/volumes', { volume: { size: 1 } });
  const { id } = (made as { volume: { id: string } }).volume;
  const thing = { kind: 'volume' as const, id, name: id, createdAt: 1, givenBackAt: 2 };
  const report = {
    ...{ since: 0, madeAt: 3, complete: true, older: 0, notGivenBack: [], things: [thing] },
    counts: [{ kind: 'volume' as const, created: 1, givenBack: 1 }],
  };
  expect(faultOfReport({ state: 'done', report }, cloud.emulator)).toContain('and is there');
  const uneven = { ...report, counts: [{ kind: 'port' as const, created: 2, givenBack: 1 }] };
  expect(faultOfReport({ state: 'done', report: uneven }, cloud.emulator)).toContain('1 were given back');
});
