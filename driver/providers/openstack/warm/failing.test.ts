import { describe, expect, it } from 'vitest';
import { hostOf, SELF, signal } from '../../../../test/support/cloudProvider';
import { copyingCloud } from '../../../../test/support/copyingCloud';

const MINUTE_MS = 60_000;

describe('what goes wrong with a copy', () => {
  it('is told and left alone for a while; the host serves, and nothing is left', async () => {
    const { running, keep, news, emulator, log, standing, clock, one } = copyingCloud();
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
    const { running, keep, news, log, clock, emulator } = copyingCloud(
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
    const { running, keep, emulator, standing, news, create, startOf } = copyingCloud();
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
    const { running, keep, log, state, standing, provider, one } = copyingCloud({}, { delays: {} });
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
    const { running, keep, state, standing, news } = copyingCloud({}, { delays: {} });
    const host = await running(1);
    state.onTake = () => {
      state.isAside = false;
    };
    await keep(host);
    expect(news).toEqual([expect.stringContaining('may be in it')]);
    expect(await standing()).toEqual({});
  });

  it('may be that the host does not come back: then it is prepared once more', async () => {
    const { running, keep, state } = copyingCloud();
    state.fails.add('back');
    expect(await keep(await running(1))).toMatchObject({ code: 'CLOUD_HOST_NOT_BACK' });
  });

  it('may be that it is gone when a machine is asked for: that one starts from the image of the settings', async () => {
    const { running, keep, create, startOf, emulator, ownImages } = copyingCloud();
    await keep(await running(1));
    await create(hostOf(2));
    emulator.world.destroyImage(ownImages()[0]?.id ?? '');
    await create(hostOf(3));
    expect(await startOf(3)).toBeUndefined();
  });
});
