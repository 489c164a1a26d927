import { expect, it } from 'vitest';
import { changing } from '../../../test/support/changedAnswers';
import { cloudProvider, hostOf, SELF, signal } from '../../../test/support/cloudProvider';
import { errorOf } from '../../../test/support/errorOf';

it('a cloud without Block Storage has no volumes, and hosts all the same', async () => {
  const { emulator, provider } = cloudProvider({ DD_HOST_DATA_VOLUME_FACTOR: 0 });
  const withoutVolumes = changing(
    emulator.transport,
    url => url.endsWith('/auth/tokens'),
    body => {
      const { token } = JSON.parse(body);
      const catalog = token.catalog.filter(({ type }: { type: string }) => !/volume|block/.test(type));
      return JSON.stringify({ token: { ...token, catalog } });
    },
  );
  const one = provider(SELF, 2, withoutVolumes);
  expect(await one.room({ signal })).toBeGreaterThan(0);
  await one.create(hostOf(1), { signal });
  await one.list([], { signal });
  expect((await one.resources({ signal })).map(({ kind }) => kind)).toEqual(['port', 'securityGroup']);
  expect(emulator.world.calls.filter(({ service }) => service === 'volume')).toEqual([]);
});

it('one that is too old for a type of volume says so, and with which setting hosts can be had', async () => {
  const { emulator, provider, counted } = cloudProvider({ DD_HOST_DATA_VOLUME_TYPE: '__DEFAULT__' });
  const old = changing(
    emulator.transport,
    url => url.endsWith('/v2.1/'),
    body => body.replaceAll(/2\.9\d/g, '2.60'),
  );
  expect(await errorOf(provider(SELF, 2, old).create(hostOf(1), { signal }))).toMatchObject({
    ...{ kind: 'permanent', code: 'CLOUD_TOO_OLD' },
    next: expect.stringContaining('DD_HOST_DATA_VOLUME_TYPE'),
  });
  expect(counted('POST /servers')).toBe(0);
});
