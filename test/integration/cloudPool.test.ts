import { expect, test } from 'vitest';
import { appRouter } from '../../driver/api/router';
import type { ApiContext } from '../../driver/api/trpc';
import { systemClock } from '../../driver/system';
import { seededRandom } from '../support/fakeClock';
import { createOpenStack } from '../support/openstack';
import { startTestRockpool } from '../support/rockpool';

const config = {
  ...{ DD_HOST_IMAGE: 'Debian-12-docker', DD_HOST_DATA_VOLUME_TYPE: null, DD_HOST_SSH_FROM: '192.0.2.7' },
  ...{
    DD_HOST_FLAVOR_SLOTS_SMALL: 1,
    DD_HOST_FLAVOR_SLOTS_LARGE: 4,
    DD_FREE_SLOT_TARGET: 1,
    DD_MAX_HOSTS: 1,
  },
};

test('a pool in a cloud is made in one call, gets a machine of its own, and tells of what the cloud lacks', async () => {
  const emulator = createOpenStack({ clock: systemClock, random: seededRandom(1), delays: 'none' });
  const { authUrl, username, password, projectName, region } = emulator.config();
  await using app = await startTestRockpool(undefined, { cloudTransport: emulator.transport });
  const context = { services: app.rockpool.services, userName: 'ada' } as unknown as ApiContext;
  const api = appRouter.createCaller(context);
  expect(await api.pools.providers()).toContain('openstack');
  const domain = 'Default';
  const auth = {
    kind: 'password',
    user: username,
    userDomain: domain,
    projectName,
    projectDomain: domain,
  } as const;
  const cloud = { kind: 'own', authUrl, region, auth } as const;
  const wanted = { name: 'course', provider: 'openstack', cloud, secret: password } as const;

  await expect(api.pools.create(wanted)).rejects.toThrow('The cloud has no image "CentOS-7"');
  const { id } = await api.pools.create({ ...wanted, config });
  const server = await app.until(() => emulator.world.everything().servers[0]);
  expect(server).toBeDefined();
  expect(app.state().pools[id]?.cloud).toMatchObject({ kind: 'own', authUrl });
  expect(JSON.stringify(app.state())).not.toContain(password);

  const typed = await api.clouds.problems({ target: { poolId: id }, config: { DD_HOST_IMAGE: 'Debain-12' } });
  expect(typed).toMatchObject([{ key: 'DD_HOST_IMAGE', level: 'problem' }]);
  const changes = { DD_HOST_EXTRA_SGS: 'webb' };
  await expect(api.pools.configure({ id, changes })).rejects.toThrow('no security group "webb"');
  await expect(api.pools.configure({ id, changes: { DD_MAX_HOSTS: 2 } })).resolves.toMatchObject({ id });
});
