import { afterEach, describe, expect, it } from 'vitest';
import { asideHost } from '../../../test/support/asideHost';
import { type CloudPool, cloudPools } from '../../../test/support/cloudPools';
import { type MemoryEngine, memoryEngine, memoryEngines } from '../../../test/support/memoryEngine';
import type { PoolConfig } from '../../model/pool';
import { templateConfigSchema } from '../../model/template';
import type { Store } from '../../store/store';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

const ADA = 'a'.repeat(32);
const BOB = 'b'.repeat(32);
const settings: Partial<PoolConfig> = {
  ...{ DD_HOST_IMAGE: 'Debian-12', DD_HOST_MASTER_SG: null, DD_HOST_SSH_FROM: '192.0.2.0/24' },
  ...{ DD_HOST_FLAVOR_NAME_LARGE: 'standard.tiny', DD_HOST_FLAVOR_NAME_SMALL: 'standard.tiny' },
  ...{ DD_HOST_FLAVOR_SLOTS_SMALL: 6, DD_HOST_FLAVOR_SLOTS_LARGE: 6, DD_HOST_DATA_VOLUME_TYPE: null },
  ...{ DD_FREE_SLOT_TARGET: 6, DD_HOST_ANTI_AFFINITY: true },
};

/** Something that is launched in the pool. */
function addBlueprint({ templates, blueprints }: Store): void {
  const config = templateConfigSchema.parse({ name: 'sample', docker_image: 'sample', internal_port: 8080 });
  const times = { createdAt: 0, updatedAt: 0 };
  const template = {
    ...times,
    id: 't',
    plugin: 'lab',
    active: true,
    isInternal: false,
    allowedAttributes: [],
    config,
  };
  templates.put('t', template);
  blueprints.put('b', { ...times, id: 'b', templateId: 't', active: true, config: { name: 'sample' } });
}

/** A project of a cloud in virtual time, whose machines have an engine each as soon as they run. */
async function start({ isWarm = false } = {}) {
  const engine: MemoryEngine = await memoryEngine();
  open.push(engine);
  const host = asideHost();
  const images = ['sample 1'];
  const project = cloudPools({
    config: settings,
    engines: { ...memoryEngines(), connect: (url: string) => ({ ...engine.engine, url }) },
    ...(isWarm && { reach: { connection: host.connection }, imagesOf: () => images, fill: addBlueprint }),
  });
  open.push(project);
  const { emulator, until } = project;
  return {
    ...{ ...project, host, images },
    untilActive: (one: CloudPool) => until(() => one.phases().includes('active')),
    servers: () => emulator.world.everything().servers,
    /** Its own, not those of the cloud. */
    copies: () =>
      emulator.world.everything().images.filter(({ name }) => String(name).startsWith('rockpool-')),
  };
}

describe('a pool of machines in a project', () => {
  it('gets a host, and leaves not one thing behind when it is shut down: not even what has kept its lease', async () => {
    const { rockpool, until, untilActive, left } = await start();
    const one = rockpool(ADA);
    const { pools, pool, store } = one;
    await untilActive(one);
    expect(left()).toEqual(['servers', 'ports', 'volumes', 'securityGroups', 'serverGroups']);
    pools.shutdowns.shutDown(pool.id, { how: 'now' });
    await until(() => store.shutdowns.get(pool.id)?.state === 'done');
    expect(left()).toEqual([]);
  });

  it('is not done as long as a volume does not go, and says by which command it goes', async () => {
    const { emulator, rockpool, until, untilActive, left } = await start();
    const one = rockpool(ADA);
    await untilActive(one);
    const [volume] = emulator.world.everything().volumes;
    emulator.faults.next('volumeErrorDeleting');
    one.pools.shutdowns.shutDown(one.pool.id, { how: 'now' });
    await until(() => one.store.shutdowns.get(one.pool.id)?.state === 'stuck', 1_200_000);
    const { remaining = [] } = one.store.shutdowns.get(one.pool.id) ?? {};
    expect(remaining.map(({ command }) => command)).toContain(`openstack volume delete ${volume?.id}`);
    // An operator sets it back; then it can be ended.
    emulator.world.setVolumeStatus(volume?.id ?? '', 'error');
    await until(() => one.store.shutdowns.get(one.pool.id)?.state === 'done', 1_200_000);
    expect(left()).toEqual([]);
  });

  it('has one machine for a host whose create lost its answer', async () => {
    const { emulator, rockpool, untilActive, clock, created } = await start();
    emulator.faults.on({ method: 'POST', path: '/servers', times: 1 }, { kind: 'lostAnswer' });
    const one = rockpool(ADA);
    await untilActive(one);
    await clock.advance(120_000);
    expect(created()).toBe(1);
    expect(one.phases()).toEqual(['active']);
  });

  it('leaves nothing in the cloud when the app is quit with an empty pool', async () => {
    const { rockpool, left, until, emulator } = await start();
    emulator.world.setQuota('compute', 'instances', 0);
    const one = rockpool(ADA);
    await until(() => left().length > 0 && one.pools.plans()[0]?.lease?.state === 'held');
    await one.stop();
    expect(left()).toEqual([]);
  });

  it('is written to by one of two Rockpools, also where both begin at once', async () => {
    const { rockpool, until, untilActive, clock, servers } = await start();
    const both = [rockpool(ADA), rockpool(BOB)];
    await until(() => both.some(({ phases }) => phases().length > 0));
    await clock.advance(60_000);
    const [winner] = both.filter(({ phases }) => phases().length > 0);
    expect(both.filter(({ phases }) => phases().length > 0)).toHaveLength(1);
    if (winner) await untilActive(winner);
    expect(servers()).toHaveLength(1);
    expect(both.map(({ pools }) => pools.plans()[0]?.lease?.state).sort()).toEqual(['held', 'other']);
  });

  it('finds its host again after a restart, and with an empty state', async () => {
    const { rockpool, until, untilActive, left, servers, created } = await start();
    const first = rockpool(ADA);
    await untilActive(first);
    await first.stop();
    expect(left()).toContain('securityGroups');
    const second = rockpool(ADA);
    await until(() => second.phases().includes('active'));
    expect([servers().length, created()]).toEqual([1, 1]);
  });

  it('waits for room where a machine fails for want of it, and asks for another once there is some', async () => {
    const { emulator, rockpool, until, untilActive, servers } = await start();
    emulator.faults.next('buildFails');
    const one = rockpool(ADA);
    await until(() => servers().length > 0);
    emulator.world.setQuota('volume', 'volumes', 0);
    const isTold = () =>
      one.pools.plans()[0]?.banners.some(({ code }) => code === 'CLOUD_QUOTA_REACHED') ?? false;
    await until(() => servers().length === 0 && isTold());
    emulator.world.setQuota('volume', 'volumes', 10);
    await untilActive(one);
  });
});

describe('a pool whose hosts start from a copy', () => {
  const told = ({ store }: { store: Store }) => store.events.all().map(({ text }) => text);

  const isCopied = (one: { store: Store }) =>
    told(one).some(text => text.startsWith('A ready-made image was made'));
  const active = (one: { phases(): string[] }) => one.phases().filter(phase => phase === 'active').length;

  it('has its first host as soon as without: a spare one is copied then, serves as well, and goes again', async () => {
    const { rockpool, until, untilActive, host, copies, servers } = await start({ isWarm: true });
    const one = rockpool(ADA);
    await untilActive(one);
    expect(host.log).toEqual([]);
    await until(() => servers().length === 2);
    expect(one.store.hosts.all()[1]?.history[0]?.reason).toMatch(/this one is spare, and is copied/);
    await until(() => isCopied(one) && active(one) === 2);
    expect(host.log).toEqual(['take', 'back']);
    await until(() => servers().length === 1, 1_200_000);
    expect(active(one)).toBe(1);
    await until(() => false, 3_600_000).catch(() => undefined);
    expect([one.store.hosts.all().length, copies().length]).toEqual([2, 1]);
  });

  it('keeps the copy while no host is there, and leaves nothing behind', async () => {
    const { rockpool, until, left, copies, clock } = await start({ isWarm: true });
    const one = rockpool(ADA);
    await until(() => isCopied(one) && active(one) === 2);
    one.pools.configure(one.pool.id, { DD_FREE_SLOT_TARGET: 0, DD_REMOVE_LEFTOVERS: true });
    for (const { id } of one.store.hosts.all()) one.pools.hosts.order([id], 'remove');
    await until(() => one.phases().every(phase => phase === 'removed'));
    await clock.advance(20 * 60_000);
    expect(copies()).toHaveLength(1);
    one.pools.shutdowns.shutDown(one.pool.id, { how: 'now' });
    await until(() => one.store.shutdowns.get(one.pool.id)?.state === 'done', 1_200_000);
    expect(left().filter(kind => kind !== 'images')).toEqual([]);
    expect(copies()).toEqual([]);
  });

  it('without room for a spare host copies the one that replaces another, while that still serves', async () => {
    const { rockpool, until, untilActive, host, clock } = await start({ isWarm: true });
    const one = rockpool(ADA);
    one.pools.configure(one.pool.id, { DD_MAX_HOSTS: 1, DD_HOST_LIFETIME: '1h' });
    await untilActive(one);
    await clock.advance(10 * 60_000);
    expect([host.log, one.phases()]).toEqual([[], ['active']]);
    one.pools.configure(one.pool.id, { DD_MAX_HOSTS: 2 });
    const [first] = one.store.hosts.all();
    if (first) one.store.hosts.put(first.id, { ...first, firstUsedAt: clock.now() - 56 * 60_000 });
    await until(() => host.log.length === 1);
    expect(one.phases()).toEqual(['active', 'preparing']);
    await until(() => one.phases().join() === 'removed,active');
  });

  it('asks for no spare host after another where copies fail: ever longer it waits', async () => {
    const { rockpool, until, host, servers, clock, created } = await start({ isWarm: true });
    host.state.fails.add('take');
    const one = rockpool(ADA);
    await until(() => servers().length === 2);
    const begun = clock.now();
    await until(() => clock.now() - begun > 4 * 3_600_000, 5 * 3_600_000);
    const failures = told(one).filter(text => text.startsWith('No ready-made image was made'));
    // A quarter to half an hour later, then half to one hour, one to two, two to four.
    expect(failures.length).toBeGreaterThan(1);
    expect(failures.length).toBeLessThan(6);
    expect(created()).toBe(1 + failures.length);
  });

  it('makes another of a host of other images, and the one before goes without anybody', async () => {
    const { rockpool, until, host, images, copies } = await start({ isWarm: true });
    const one = rockpool(ADA);
    await until(() => one.pools.plans()[0]?.starts?.copies[0]?.madeAt !== undefined);
    const [before] = copies();
    images.push('sample 2');
    await until(() => host.log.length === 4);
    await until(() => copies().length === 1 && copies()[0]?.id !== before?.id);
  });

  it('throws away what it was making when it was killed, and makes one of the next host', async () => {
    const { rockpool, until, host, copies, servers } = await start({ isWarm: true });
    const first = rockpool(ADA);
    let isAsked = false;
    host.state.onTake = () => {
      isAsked = true;
    };
    await until(() => isAsked && copies().length === 1);
    await first.stop();
    host.state.onTake = () => undefined;
    const [half] = copies();
    const second = rockpool(ADA, first.folder);
    await until(() => active(second) === 2);
    await until(() => copies().every(({ id }) => id !== half?.id));
    expect(servers()).toHaveLength(2);
  });
});
