import { allOf, securityGroupRules, securityGroups, volumes } from 'openstack-ts';
import { describe, expect, it } from 'vitest';
import { cloudProvider, hostOf, poolId, SELF, signal } from '../../../test/support/cloudProvider';
import { errorOf } from '../../../test/support/errorOf';
import { markMetadata, markText } from './marks';

const small = { DD_HOST_DATA_VOLUME_FACTOR: 0 };
const medium = { name: 'standard.medium', vcpus: 2, ram: 4096, disk: 10 };
const tiny = { name: 'standard.tiny', vcpus: 1, ram: 1024, disk: 8 };

describe('asking for a machine', () => {
  it('makes one call for each host, and the group of the pool once for all', async () => {
    const { cloud, create, list, counted } = cloudProvider(small);
    await Promise.all([1, 2, 3, 4].map(number => create(hostOf(number))));
    expect(counted('POST /servers')).toBe(4);
    for (const call of ['POST /security-groups', 'POST /security-group-rules', 'GET /security-groups'])
      expect([call, counted(call)]).toEqual([call, 1]);
    for (const call of ['GET /images', 'GET /flavors/detail', 'GET /networks'])
      expect([call, counted(call)]).toEqual([call, 1]);
    const [group] = await allOf(securityGroups.list(cloud, { name: `rockpool-${poolId}` }));
    expect(group?.rules.filter(({ direction }) => direction === 'ingress')).toMatchObject([
      { protocol: 'tcp', portMin: 22, portMax: 22, remotePrefix: '192.0.2.0/24' },
    ]);
    expect(await list()).toHaveLength(4);
  });

  it('is seen in the listing: building, then running where SSH is, with whose it is', async () => {
    const delays = { spawning: [10_000, 10_000] } as const;
    const { clock, create, list, seen } = cloudProvider(small, { delays });
    await create(hostOf(1));
    const base = { hostId: 'pb_dd_1', controllerId: SELF, controllerName: 'ada', flavor: 'standard.tiny' };
    expect(await list()).toMatchObject([{ ...base, state: 'building' }]);
    expect(seen).toEqual([]);
    await clock.advance(20_000);
    const [machine] = await list();
    const engineUrl = `openstack://${poolId}/${machine?.providerId}`;
    expect(machine).toMatchObject({ ...base, state: 'running', engineUrl });
    expect(seen).toMatchObject([{ serverId: machine?.providerId, hostId: 'pb_dd_1', poolId }]);
  });

  it('is refused for what the cloud has not, or has twice, with what to do; nothing is made', async () => {
    const { create, counted } = cloudProvider({ DD_HOST_IMAGE: 'gone' });
    expect(await errorOf(create(hostOf(1)))).toMatchObject({
      ...{ kind: 'permanent', code: 'CLOUD_LACKS', what: 'The cloud has no image "gone".' },
      ...{ why: 'It has Debian-12, Debian-12-docker.', next: expect.stringContaining('DD_HOST_IMAGE') },
    });
    const extra = cloudProvider({ DD_HOST_EXTRA_SGS: 'web' });
    for (const _ of [1, 2]) await securityGroups.create(extra.cloud, { name: 'web' });
    expect(await errorOf(extra.create(hostOf(1)))).toMatchObject({
      ...{ kind: 'input', code: 'CLOUD_AMBIGUOUS' },
      what: 'The cloud has 2 of the name "web" (security group).',
    });
    expect(await errorOf(cloudProvider().create(hostOf(1, { flavor: 'huge' })))).toMatchObject({
      what: 'The cloud has no flavor "huge".',
    });
    expect(counted('POST /servers') + extra.counted('POST /servers')).toBe(0);
  });

  it('takes the only network, and none of two', async () => {
    expect(await errorOf(cloudProvider().create(hostOf(1)))).toBe('no error');
    const networks = ['lab', 'other'].map((name, at) => ({ name, cidr: `198.18.${at}.0/24` }));
    expect(await errorOf(cloudProvider({}, { networks }).create(hostOf(1)))).toMatchObject({
      ...{ kind: 'input', code: 'CLOUD_NETWORK_UNCLEAR', why: 'They are lab, other.' },
    });
  });

  it('puts the rules of the group right, and takes what somebody has opened away', async () => {
    const { cloud, create, clock } = cloudProvider(small);
    await create(hostOf(1));
    const own = () => allOf(securityGroups.list(cloud, { name: `rockpool-${poolId}` }));
    const [group] = await own();
    const open = { securityGroupId: group?.id ?? '', direction: 'ingress', ethertype: 'IPv4' } as const;
    await securityGroupRules.create(cloud, { ...open, remotePrefix: '0.0.0.0/0' });
    await clock.advance(61_000);
    await create(hostOf(2));
    const [after] = await own();
    const ways = after?.rules.filter(({ direction }) => direction === 'ingress');
    expect(ways?.map(({ remotePrefix }) => remotePrefix)).toEqual(['192.0.2.0/24']);
  });

  it('keeps hosts apart by one group of servers, where that is wanted', async () => {
    const { emulator, create } = cloudProvider({ ...small, DD_HOST_ANTI_AFFINITY: true });
    await Promise.all([create(hostOf(1)), create(hostOf(2))]);
    expect(emulator.world.everything().serverGroups).toMatchObject([
      { name: markText({ controllerId: SELF, poolId }) },
    ]);
  });
});

describe('room', () => {
  it('is what the quotas leave for hosts of the flavor that was asked for last, and is named where there is none', async () => {
    const { emulator, create, one } = cloudProvider(
      { DD_HOST_FLAVOR_NAME_LARGE: medium.name },
      { flavors: [medium, tiny], quotas: { compute: { instances: 10, cores: 7 } } as never },
    );
    expect(await one.room({ signal })).toBe(3);
    await create(hostOf(1));
    expect(await one.room({ signal })).toBe(6);
    emulator.world.setQuota('compute', 'instances', 1);
    emulator.world.setQuota('compute', 'cores', 1);
    expect(await one.room({ signal })).toBe(0);
    expect(await errorOf(create(hostOf(2)))).toMatchObject({
      ...{ kind: 'capacity', code: 'CLOUD_QUOTA_REACHED' },
      why: 'Its quota is used up: machines (instances): 1 wanted, 1 of 1 in use; virtual processors (cores): 1 wanted, 1 of 1 in use.',
    });
  });

  it('is no more than what may be kept apart', async () => {
    const quotas = { compute: { server_group_members: 3 } } as never;
    const { create, one } = cloudProvider({ ...small, DD_HOST_ANTI_AFFINITY: true }, { quotas });
    expect(await one.room({ signal })).toBe(3);
    await Promise.all([create(hostOf(1)), create(hostOf(2))]);
    expect(await one.room({ signal })).toBe(1);
    const { one: another } = cloudProvider(small, { quotas });
    expect(await another.room({ signal })).toBeGreaterThan(3);
  });

  it('of hosts that might be asked for is told for their sizes and settings, and is no word on those that are', async () => {
    const { current, create, one } = cloudProvider(small, {
      flavors: [medium, tiny],
      quotas: { compute: { instances: 10, cores: 7 }, volume: { volumes: 1 } } as never,
    });
    const hosts = [
      { flavor: medium.name, slots: 6, count: 2 },
      { flavor: tiny.name, slots: 2, count: 9 },
    ];
    const config = { ...current, ...small };
    expect(await one.room({ signal, of: { hosts, config } })).toBe(5);
    const withVolumes = { ...config, DD_HOST_DATA_VOLUME_FACTOR: 1 };
    expect(await one.room({ signal, of: { hosts, config: withVolumes } })).toBe(1);
    const none = { ...withVolumes, DD_HOST_ROOT_VOLUME_SIZE: 20 };
    expect(await one.room({ signal, of: { hosts, config: none } })).toBe(0);
    expect(await errorOf(create(hostOf(1)))).toBe('no error');
  });

  it('that volumes leave none was seen a moment ago: no machine is asked for that would fail', async () => {
    const { create, one, clock, counted } = cloudProvider(
      {},
      { quotas: { volume: { gigabytes: 10 } } as never },
    );
    await one.room({ signal });
    expect(await errorOf(create(hostOf(1, { slots: 24 })))).toMatchObject({
      kind: 'capacity',
      why: expect.stringContaining('gigabytes'),
    });
    expect(await errorOf(create(hostOf(2, { slots: 2 })))).toBe('no error');
    await clock.advance(20_001);
    expect(await errorOf(create(hostOf(3, { slots: 24 })))).toBe('no error');
    expect(counted('POST /servers')).toBe(2);
  });
});

it('a machine that a listing lacks is gone only where the service says so by its id', async () => {
  const { emulator, list, create } = cloudProvider(small);
  emulator.faults.lag('servers', 3_600_000);
  await create(hostOf(1));
  const [{ id } = { id: '' }] = emulator.world.everything().servers;
  const host = hostOf(1, { providerId: id });
  expect(await list([])).toEqual([]);
  expect(await list([{ ...host, phase: 'active' }])).toMatchObject([{ hostId: 'pb_dd_1', state: 'running' }]);
  expect(await list([{ ...host, phase: 'removing' }])).toEqual([]);
  const heal = emulator.faults.on({ path: `/servers/${id}` }, { kind: 'status', status: 500 });
  expect(await errorOf(list([{ ...host, phase: 'active' }]))).toMatchObject({ code: 'CLOUD_AWAY' });
  heal();
  emulator.world.destroyServer(id);
  expect(await list([{ ...host, phase: 'active' }])).toEqual([]);
});

describe('what a machine has', () => {
  it('is all listed with its mark; volumes that Nova made get one', async () => {
    const { cloud, running, resources, emulator } = cloudProvider({ DD_HOST_ROOT_VOLUME_SIZE: 20 });
    await running(1);
    for (const _ of [1, 2])
      expect((await resources()).map(({ kind, hostId }) => [kind, hostId])).toEqual([
        ['port', 'pb_dd_1'],
        ['volume', 'pb_dd_1'],
        ['volume', 'pb_dd_1'],
        ['securityGroup', undefined],
      ]);
    const mark = markMetadata({ controllerId: SELF, poolId, hostId: 'pb_dd_1', holder: 'ada' });
    const made = await allOf(volumes.list(cloud));
    expect(made.map(({ metadata }) => metadata)).toMatchObject([mark, mark]);
    const marking = emulator.world.calls.filter(({ path }) => path.endsWith('/metadata'));
    expect(marking).toHaveLength(2);
  });

  it('is ended one by one where it belongs to nothing; what is in use says so', async () => {
    const { running, end, one, resources } = cloudProvider();
    const host = await running(1);
    const volume = (await resources()).find(({ kind }) => kind === 'volume');
    if (!volume) throw new Error('There is no volume.');
    expect(await errorOf(one.release(volume, { signal }))).toMatchObject({
      ...{ kind: 'transient', code: 'CLOUD_IN_USE' },
    });
    await end(host);
    expect(await one.release(volume, { signal })).toBe('gone');
    expect(one.byHand(volume)).toBe(`openstack volume delete ${volume.id}`);
  });
});
