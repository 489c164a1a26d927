import { describe, expect, it } from 'vitest';
import { hostOf, OTHER, SELF, signal } from '../../../../test/support/cloudProvider';
import { copyingCloud } from '../../../../test/support/copyingCloud';
import { errorOf } from '../../../../test/support/errorOf';
import type { Host } from '../../../model/host';
import type { PoolConfig } from '../../../model/pool';

const MINUTE_MS = 60_000;

describe('a copy of a prepared host', () => {
  it('is made once, while what is its alone is taken aside, and the next host starts from it', async () => {
    const { running, keep, log, ownImages, startOf, create, news, standing, state, resources } =
      copyingCloud();
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
    const { running, keep, startOf, standing, cloud, one } = copyingCloud({ DD_HOST_DATA_VOLUME_FACTOR: 4 });
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
    const { running, keep, ownImages, copies, startOf, standing, emulator } = copyingCloud(config);
    await keep(await running(1));
    expect(ownImages()).toEqual([]);
    expect(emulator.world.everything().snapshots).toHaveLength(2);
    expect(await standing()).toEqual({ snapshot: 'kept' });
    await running(2);
    expect(copies().map(({ id }) => id)).toContain(await startOf(2));
  });

  it('is not made where that is switched off, in shutdown mode, or of a host that a launch waits for', async () => {
    for (const config of [{ DD_WARM_IMAGES: false }, { DD_SHUTDOWN_MODE: true }]) {
      const { running, keep, log } = copyingCloud(config);
      await keep(await running(1));
      expect(log).toEqual([]);
    }
    const { running, keep, log, awaited } = copyingCloud();
    awaited.is = true;
    await keep(await running(1));
    expect(log).toEqual([]);
  });

  it('is given up for a launch that comes meanwhile: the host is put right, and half a copy goes', async () => {
    const { running, keep, log, awaited, state, news, copies, standing } = copyingCloud({}, { delays: {} });
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
    const { running, keep, images, standing, create, startOf, one, resources, ownImages } = copyingCloud();
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
    const { running, keep, current, standing } = copyingCloud();
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
    const { running, keep, current, log } = copyingCloud();
    const first = await running(1);
    current.DD_HOST_IMAGE = 'Debian-12';
    await keep(first);
    expect(log).toEqual([]);
    await keep(await running(2));
    expect(log).toEqual(['take', 'back']);
  });

  it('is needed after machines that were started from one did not become hosts', async () => {
    const { running, keep, standing, one, create, startOf } = copyingCloud();
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
    const { running, keep, standing, one, create, emulator, list } = copyingCloud();
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

describe('whose a copy is', () => {
  it("is told by its mark: another Rockpool's is neither used nor ended", async () => {
    const { running, keep, provider, clock } = copyingCloud();
    await keep(await running(1));
    const other = provider(OTHER, 7);
    await clock.advance(MINUTE_MS);
    expect((await other.resources({ signal })).filter(({ kind }) => kind === 'image')).toMatchObject([
      { controllerId: SELF },
    ]);
  });

  it('is not ours where somebody has made it by hand of a machine that was started from ours', async () => {
    const { running, keep, cloud, clock, standing, ownImages, emulator } = copyingCloud();
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
