import { describe, expect, it } from 'vitest';
import { asideHost } from '../../../../test/support/asideHost';
import { cloudProvider, hostOf, OTHER, SELF, signal } from '../../../../test/support/cloudProvider';
import { errorOf } from '../../../../test/support/errorOf';
import type { OpenStackOptions } from '../../../../test/support/openstack';
import type { Host } from '../../../model/host';
import type { PoolConfig } from '../../../model/pool';
import type { Provider } from '../../provider';
import { STARTED_FROM } from './starts';

const MINUTE_MS = 60_000;

function start(config: Partial<PoolConfig> = {}, options: Partial<OpenStackOptions> = {}) {
  const hosts = asideHost();
  const images = ['sample 1'];
  const cloud = cloudProvider(
    { DD_HOST_DATA_VOLUME_FACTOR: 0, DD_HOST_FLAVOR_SLOTS_LARGE: 2, ...config },
    options,
    {
      imagesOf: () => images,
      connection: hosts.connection,
    },
  );
  const news: string[] = [];
  const awaited = { is: false };
  const { one, emulator, clock } = cloud;

  /** Makes a start of it; time passes as long as that takes. */
  async function keep(host: Host, by: Required<Provider> = one, end = signal): Promise<unknown> {
    let isDone = false;
    const done = errorOf(
      by.keepStart(host, {
        signal: end,
        isAwaited: () => awaited.is,
        onLine: () => undefined,
        onNews: (level, text) => news.push(`${level}: ${text}`),
      }),
    ).finally(() => {
      isDone = true;
    });
    for (let step = 0; step < 400 && !isDone; step += 1) await clock.advance(3_000);
    return done;
  }
  const copies = () => [...emulator.world.everything().images, ...emulator.world.everything().snapshots];
  const ownImages = () =>
    emulator.world.everything().images.filter(({ name }) => String(name).startsWith('rockpool-'));
  /** What a server was started from, by the number of its host. */
  async function startOf(number: number): Promise<string | undefined> {
    const { servers } = await import('openstack-ts');
    for await (const { name, metadata } of servers.list(cloud.cloud, {}, { signal }))
      if (name === `pb_dd_${number}`) return metadata[STARTED_FROM];
    throw new Error('It is not there.');
  }
  const standing = async () =>
    Object.fromEntries(
      (await cloud.resources())
        .filter(({ kind }) => kind === 'image' || kind === 'snapshot')
        .map(({ kind, start: state, hostId }) => [kind, state ?? hostId]),
    );
  return { ...cloud, ...hosts, images, news, awaited, keep, copies, ownImages, startOf, standing };
}

describe('a copy of a prepared host', () => {
  it('is made once, while what is its alone is taken aside, and the next host starts from it', async () => {
    const { running, keep, log, ownImages, startOf, create, news, standing, state, resources } = start();
    const first = await running(1);
    expect(await startOf(1)).toBeUndefined();
    await keep(first);
    expect(log).toEqual(['take', 'back']);
    expect(state.isAside).toBe(false);
    expect(ownImages()).toHaveLength(1);
    expect(news).toEqual([expect.stringMatching(/^info: A ready-made image was made of the host/)]);
    expect(await standing()).toEqual({ image: 'kept' });
    const kept = (await resources()).find(({ start: state }) => state === 'kept');
    expect(kept?.startFlavor).toBe('standard.tiny');
    await create(hostOf(2));
    expect(await startOf(2)).toBe(ownImages()[0]?.id);
    await keep(await running(3));
    expect(ownImages()).toHaveLength(1);
  });

  it('has the data volume beside it where Docker is there, and the next host finds it wherever it is', async () => {
    const seen: string[] = [];
    const { running, keep, startOf, standing, cloud, one } = start({ DD_HOST_DATA_VOLUME_FACTOR: 4 });
    await keep(await running(1));
    expect(await standing()).toEqual({ image: 'kept', snapshot: 'kept' });
    const second = await running(2);
    expect(await startOf(2)).toBeDefined();
    const { volumes } = await import('openstack-ts');
    const made = [];
    for await (const volume of volumes.list(cloud, {}, { signal })) made.push(volume);
    const [own] = made.filter(({ attachments: [at] }) => at?.serverId === second.providerId);
    expect(own?.snapshotId).toBeDefined();
    const config = {} as PoolConfig;
    await errorOf(one.prepare(second, { config, signal, onLine: text => seen.push(text) }));
    expect(seen.join('\n')).toContain('It was started from the ready-made image');
  });

  it('is two snapshots where hosts boot from volumes', async () => {
    const config = { DD_HOST_ROOT_VOLUME_SIZE: 10, DD_HOST_DATA_VOLUME_FACTOR: 4 };
    const { running, keep, ownImages, copies, startOf, standing, emulator } = start(config);
    await keep(await running(1));
    expect(ownImages()).toEqual([]);
    expect(emulator.world.everything().snapshots).toHaveLength(2);
    expect(await standing()).toEqual({ snapshot: 'kept' });
    await running(2);
    expect(copies().map(({ id }) => id)).toContain(await startOf(2));
  });

  it('is not made where that is switched off, in shutdown mode, or of a host that a launch waits for', async () => {
    for (const config of [{ DD_WARM_IMAGES: false }, { DD_SHUTDOWN_MODE: true }]) {
      const { running, keep, log } = start(config);
      await keep(await running(1));
      expect(log).toEqual([]);
    }
    const { running, keep, log, awaited } = start();
    awaited.is = true;
    await keep(await running(1));
    expect(log).toEqual([]);
  });

  it('is given up for a launch that comes meanwhile: the host is put right, and half a copy goes', async () => {
    const { running, keep, log, awaited, state, news, copies, standing } = start({}, { delays: {} });
    const host = await running(1);
    state.onTake = () => {
      awaited.is = true;
    };
    const before = copies().length;
    await keep(host);
    expect(log).toEqual(['take', 'back']);
    expect(news).toEqual([]);
    expect(copies()).toHaveLength(before);
    expect(await standing()).toEqual({});
  });
});

describe('another copy', () => {
  it('is made when the images of the pool are others, and the one before has had its day', async () => {
    const { running, keep, images, standing, create, startOf, one, resources, ownImages } = start();
    await keep(await running(1));
    images.push('sample 2');
    expect(await standing()).toEqual({ image: 'outdated' });
    const second = await running(2);
    expect(await startOf(2)).toBeUndefined();
    await keep(second);
    const mine = (await resources()).filter(({ kind }) => kind === 'image');
    expect(mine.map(({ start: state }) => state).sort()).toEqual(['kept', 'outdated']);
    const old = mine.find(({ start: state }) => state === 'outdated');
    if (old) await one.release(old, { signal });
    expect(ownImages()).toHaveLength(1);
    await create(hostOf(3));
    expect(await startOf(3)).toBe(ownImages()[0]?.id);
  });

  it('is not needed where a setting changes nothing of what hosts are, and all have had their day once it is off', async () => {
    const { running, keep, current, standing } = start();
    await keep(await running(1));
    current.DD_MAX_HOSTS = 7;
    expect(await standing()).toEqual({ image: 'kept' });
    current.DD_HOST_SWAP_MIB = 512;
    expect(await standing()).toEqual({ image: 'outdated' });
    current.DD_HOST_SWAP_MIB = null;
    current.DD_WARM_IMAGES = false;
    expect(await standing()).toEqual({ image: 'outdated' });
  });

  it('is not made of a host that was asked for under other settings', async () => {
    const { running, keep, current, log } = start();
    const first = await running(1);
    current.DD_HOST_IMAGE = 'Debian-12';
    await keep(first);
    expect(log).toEqual([]);
    await keep(await running(2));
    expect(log).toEqual(['take', 'back']);
  });

  it('is needed after machines that were started from one did not become hosts', async () => {
    const { running, keep, standing, one, create, startOf } = start();
    await keep(await running(1));
    const second = await running(2);
    const history = [{ phase: 'preparing', at: 1, reason: '' }] as Host['history'];
    const said: string[] = [];
    const failed = { ...second, history, leaving: 'failed' } as Host;
    await one.destroy(failed, { signal, onLine: text => said.push(text) });
    expect(said).toEqual([expect.stringContaining('None starts from it any more')]);
    expect(await standing()).toEqual({ image: 'outdated' });
    await create(hostOf(3));
    expect(await startOf(3)).toBeUndefined();
  });

  it('is not needed after a machine for which the cloud had no room', async () => {
    const { running, keep, standing, one, create, emulator, list } = start();
    await keep(await running(1));
    emulator.faults.next('noValidHost');
    await create(hostOf(2));
    await list();
    const machine = (await list()).find(({ hostId }) => hostId === 'pb_dd_2');
    const failed = hostOf(2, { providerId: machine?.providerId ?? '', history: [], leaving: 'failed' });
    await one.destroy(failed, { signal });
    expect(await standing()).toEqual({ image: 'kept' });
  });
});

describe('what goes wrong with a copy', () => {
  it('is told and left alone for a while; the host serves, and nothing is left', async () => {
    const { running, keep, news, emulator, log, standing, clock, one } = start();
    emulator.faults.next('imageKilled');
    expect(await keep(await running(1))).toBe('no error');
    expect(news).toEqual([expect.stringMatching(/^warning: No ready-made image was made .* is killed/)]);
    expect(log.at(-1)).toBe('back');
    expect(await standing()).toEqual({});
    await keep(await running(2));
    expect(news).toHaveLength(1);
    const { error, until = 0 } = one.startsPaused ?? {};
    expect([error?.code, until - clock.now() > 0]).toEqual(['CLOUD_COPY_FAILED', true]);
    await clock.advance(16 * MINUTE_MS);
    expect(one.startsPaused).toBeUndefined();
    await keep(await running(3));
    expect(news.at(-1)).toMatch(/^info/);
  });

  it('may be a quota: nothing is touched, and an hour goes by', async () => {
    const quotas = { volume: { snapshots: 0, volumes: -1, gigabytes: -1 } } as never;
    const { running, keep, news, log, clock, emulator } = start(
      { DD_HOST_DATA_VOLUME_FACTOR: 4 },
      { quotas },
    );
    await keep(await running(1));
    expect(news).toEqual([expect.stringContaining('snapshots (snapshots): 1 wanted, 0 of 0 in use')]);
    expect(log).toEqual([]);
    emulator.world.setQuota('volume', 'snapshots', 5);
    await clock.advance(30 * MINUTE_MS);
    await keep(await running(2));
    expect(news).toHaveLength(1);
    await clock.advance(31 * MINUTE_MS);
    await keep(await running(3));
    expect(news.at(-1)).toMatch(/^info/);
  });

  it('may be that its answer is lost: what was made then has had its day', async () => {
    const { running, keep, emulator, standing, news, create, startOf } = start();
    const host = await running(1);
    emulator.faults.on(
      { service: 'compute', method: 'POST', path: /\/action$/, times: 1 },
      { kind: 'lostAnswer' },
    );
    await keep(host);
    expect(news).toEqual([expect.stringMatching(/^warning/)]);
    expect(await standing()).toEqual({ image: 'outdated' });
    await create(hostOf(2));
    expect(await startOf(2)).toBeUndefined();
  });

  it('may be that we are called off: the host is told to put itself right, and half a copy has had its day', async () => {
    const { running, keep, log, state, standing, provider, one } = start({}, { delays: {} });
    const host = await running(1);
    const stop = new AbortController();
    state.onTake = () => stop.abort();
    await keep(host, one, stop.signal).catch(() => undefined);
    expect(log).toEqual(['take', 'soon']);
    // Another process of the same Rockpool knows of none that is being made.
    expect(Object.values(await standing())).toEqual([]);
    expect(await provider(SELF, 5).resources({ signal })).not.toContainEqual(
      expect.objectContaining({ kind: 'image', start: undefined }),
    );
  });

  it('may be that the host had put itself right before it was whole: it is thrown away', async () => {
    const { running, keep, state, standing, news } = start({}, { delays: {} });
    const host = await running(1);
    state.onTake = () => {
      state.isAside = false;
    };
    await keep(host);
    expect(news).toEqual([expect.stringContaining('may be in it')]);
    expect(await standing()).toEqual({});
  });

  it('may be that the host does not come back: then it is prepared once more', async () => {
    const { running, keep, state } = start();
    state.fails.add('back');
    expect(await keep(await running(1))).toMatchObject({ code: 'CLOUD_HOST_NOT_BACK' });
  });

  it('may be that it is gone when a machine is asked for: that one starts from the image of the settings', async () => {
    const { running, keep, create, startOf, emulator, ownImages } = start();
    await keep(await running(1));
    await create(hostOf(2));
    emulator.world.destroyImage(ownImages()[0]?.id ?? '');
    await create(hostOf(3));
    expect(await startOf(3)).toBeUndefined();
  });
});

describe('whose a copy is', () => {
  it("is told by its mark: another Rockpool's is neither used nor ended", async () => {
    const { running, keep, provider, clock } = start();
    await keep(await running(1));
    const other = provider(OTHER, 7);
    await clock.advance(MINUTE_MS);
    expect((await other.resources({ signal })).filter(({ kind }) => kind === 'image')).toMatchObject([
      { controllerId: SELF },
    ]);
  });

  it('is not ours where somebody has made it by hand of a machine that was started from ours', async () => {
    const { running, keep, cloud, clock, standing, ownImages, emulator } = start();
    await keep(await running(1));
    const second = await running(2);
    const { servers } = await import('openstack-ts');
    await servers.createImage(cloud, second.providerId ?? '', { name: 'his own' }, { signal });
    await clock.advance(MINUTE_MS);
    expect(emulator.world.everything().images.some(({ name }) => name === 'his own')).toBe(true);
    expect(await standing()).toEqual({ image: 'kept' });
    expect(ownImages()).toHaveLength(1);
  });
});
