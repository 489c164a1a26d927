import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../test/support/fakeClock';
import { memoryCloud } from '../../../test/support/memoryCloud';
import { type MemoryEngine, memoryEngine, memoryEngines } from '../../../test/support/memoryEngine';
import { virtualClock } from '../../../test/support/virtualClock';
import { createActivity } from '../../activity/activity';
import type { InstanceWork } from '../../instances';
import { RockpoolError } from '../../model/errors';
import type { PoolConfig } from '../../model/pool';
import { seededRandom } from '../../model/seededRandom';
import { createPools } from '../../pool';
import { openStore } from '../../store/store';
import { silent } from './messages';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const ADA = 'a'.repeat(32);
const BOB = 'b'.repeat(32);
const settings: Partial<PoolConfig> = {
  ...{ DD_HOST_IMAGE: 'debian', DD_HOST_MASTER_SG: null, DD_HOST_SSH_FROM: '192.0.2.0/24' },
  ...{ DD_HOST_FLAVOR_NAME_LARGE: 'standard.medium', DD_HOST_FLAVOR_NAME_SMALL: 'standard.medium' },
  ...{ DD_HOST_FLAVOR_SLOTS_SMALL: 6, DD_HOST_FLAVOR_SLOTS_LARGE: 6 },
  ...{ DD_FREE_SLOT_TARGET: 6, DD_HOST_ANTI_AFFINITY: true },
};

/** A project of a cloud in virtual time, whose machines have an engine each as soon as they run. */
async function start() {
  const clock = virtualClock();
  const cloud = memoryCloud({ clock });
  const engine: MemoryEngine = await memoryEngine();
  const engines = { ...memoryEngines(), connect: (url: string) => ({ ...engine.engine, url }) };
  open.push(async () => engine[Symbol.asyncDispose]());

  /** The real pools and store of one Rockpool. */
  function rockpool(controllerId: string, folder = mkdtempSync(path.join(tmpdir(), 'openstack-pool-'))) {
    const store = openStore(folder, clock.now());
    const random = seededRandom(controllerId === ADA ? 1 : 2);
    const activity = createActivity({ store, clock, random });
    const configOf = (id: string) => {
      const pool = store.pools.get(id);
      if (!pool) throw new Error('There is no such pool.');
      return pool.config;
    };
    const reach = { userData: async () => '', seen: () => undefined, prepare: async () => undefined };
    const pools = createPools({
      ...{ store, activity, engines, clock, random, log: silentLog, controllerId },
      work: { tell: () => undefined, isBringing: () => false } as unknown as InstanceWork,
      holderName: controllerId.slice(0, 3),
      providers: ['openstack'],
      openstack: { callsOf: () => cloud.calls, configOf, reach },
    });
    const own = {
      kind: 'own',
      authUrl: 'https://cloud.test/v3',
      auth: { kind: 'token', projectId: 'p' },
    } as const;
    const pool =
      store.pools.all()[0] ??
      pools.create({
        name: 'lab',
        provider: 'openstack',
        config: settings,
        cloud: { ...own, interface: 'public', verify: true },
      });
    let isOpen = true;
    async function stop() {
      if (!isOpen) return;
      isOpen = false;
      let isDone = false;
      void pools[Symbol.asyncDispose]().then(() => {
        isDone = true;
      });
      await clock.until(() => isDone, 60_000);
      store[Symbol.dispose]();
    }
    open.unshift(async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    });
    return { store, pools, pool, folder, stop, phases: () => store.hosts.all().map(({ phase }) => phase) };
  }
  async function until(holds: () => boolean, limitMs = 600_000): Promise<void> {
    if (!(await clock.until(holds, limitMs)))
      throw new Error(`It did not come to that. ${cloud.log.slice(-30)}`);
  }
  /** Machines boot as soon as they are asked for. */
  const untilActive = async (one: ReturnType<typeof rockpool>) => {
    await until(() => cloud.servers.size > 0);
    cloud.boot();
    await until(() => one.phases().includes('active'));
  };
  const left = () =>
    [cloud.servers, cloud.volumes, cloud.ports, cloud.groups, cloud.serverGroups, cloud.floatingIps].map(
      ({ size }) => size,
    );
  return { clock, cloud, rockpool, until, untilActive, left };
}
const NOTHING = [0, 0, 0, 0, 0, 0];

describe('a pool of machines in a project', () => {
  it('gets a host, and leaves not one thing behind when it is shut down: not even what has kept its lease', async () => {
    const { cloud, rockpool, until, untilActive, left } = await start();
    const one = rockpool(ADA);
    const { pools, pool, store } = one;
    await untilActive(one);
    expect(left()).toEqual([1, 1, 1, 1, 1, 0]);
    pools.shutdowns.shutDown(pool.id, { how: 'now' });
    await until(() => store.shutdowns.get(pool.id)?.state === 'done');
    expect(left()).toEqual(NOTHING);
    expect([cloud.snapshots.size, cloud.keypairs.size]).toEqual([0, 0]);
  });

  it('is not done as long as a volume does not go, and says by which command it goes', async () => {
    const { cloud, rockpool, until, untilActive, left } = await start();
    const one = rockpool(ADA);
    await untilActive(one);
    const [volume] = cloud.volumes.values();
    cloud.settings.used.add(volume?.id ?? '');
    one.pools.shutdowns.shutDown(one.pool.id, { how: 'now' });
    await until(() => {
      if (cloud.servers.size > 0) return false;
      if (volume) cloud.volumes.set(volume.id, { ...volume, serverIds: [], status: 'creating' });
      return true;
    });
    await until(() => one.store.shutdowns.get(one.pool.id)?.state === 'stuck', 1_200_000);
    const { remaining = [] } = one.store.shutdowns.get(one.pool.id) ?? {};
    expect(remaining.map(({ command }) => command)).toContain(`openstack volume delete ${volume?.id}`);
    cloud.settings.used.clear();
    await until(() => one.store.shutdowns.get(one.pool.id)?.state === 'done', 1_200_000);
    expect(left()).toEqual(NOTHING);
  });

  it('has one machine for a host whose create lost its answer', async () => {
    const { cloud, rockpool, untilActive, clock } = await start();
    cloud.lost.set(
      'createServer',
      new RockpoolError(silent('the cloud', 'make a machine', 'It is silent.', true)),
    );
    const one = rockpool(ADA);
    await untilActive(one);
    await clock.advance(120_000);
    expect(cloud.counted('createServer')).toBe(1);
    expect(one.phases()).toEqual(['active']);
  });

  it('leaves nothing in the cloud when the app is quit with an empty pool', async () => {
    const { rockpool, left, until, cloud } = await start();
    const one = rockpool(ADA);
    cloud.settings.quotas = { instances: { used: 1, limit: 1 } };
    await until(() => cloud.groups.size > 0 && one.pools.plans()[0]?.lease?.state === 'held');
    await one.stop();
    expect(left()).toEqual(NOTHING);
  });

  it('is written to by one of two Rockpools, also where both begin at once', async () => {
    const { cloud, rockpool, until, untilActive, clock } = await start();
    const both = [rockpool(ADA), rockpool(BOB)];
    await until(() => both.some(({ phases }) => phases().length > 0));
    await clock.advance(60_000);
    const [winner] = both.filter(({ phases }) => phases().length > 0);
    expect(both.filter(({ phases }) => phases().length > 0)).toHaveLength(1);
    if (winner) await untilActive(winner);
    expect(cloud.servers.size).toBe(1);
    expect(both.map(({ pools }) => pools.plans()[0]?.lease?.state).sort()).toEqual(['held', 'other']);
  });

  it('finds its host again after a restart, and with an empty state', async () => {
    const { cloud, rockpool, until, untilActive } = await start();
    const first = rockpool(ADA);
    await untilActive(first);
    await first.stop();
    expect(cloud.groups.size).toBe(1);
    const second = rockpool(ADA);
    await until(() => second.phases().includes('active'));
    expect([cloud.servers.size, cloud.counted('createServer')]).toEqual([1, 1]);
  });

  it('waits for room where a machine fails for want of it, and asks for another once there is some', async () => {
    const { cloud, rockpool, until, untilActive, clock } = await start();
    const one = rockpool(ADA);
    await until(() => cloud.servers.size > 0);
    cloud.settings.quotas = { volumes: { used: 10, limit: 10 } };
    await clock.advance(20_000);
    const [id = ''] = cloud.servers.keys();
    cloud.change(id, { status: 'ERROR', fault: 'Build of instance aborted' });
    const isTold = () =>
      one.pools.plans()[0]?.banners.some(({ code }) => code === 'CLOUD_QUOTA_REACHED') ?? false;
    await until(() => cloud.servers.size === 0 && isTold());
    cloud.settings.quotas = {};
    await untilActive(one);
  });
});
