import { describe, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '../../../test/support/fakeClock';
import { memoryCloud } from '../../../test/support/memoryCloud';
import { isRockpoolError, RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import { defaultConfigOf, type PoolConfig } from '../../model/pool';
import { markMetadata, markText } from './marks';
import { silent } from './messages';
import { openstackProvider } from './openstack';
import { settingsOf } from './settings';

const { signal } = new AbortController();
const SELF = 'a'.repeat(32);
const poolId = '9a1b2c3d4e5f6071';
const hostOf = (number: number, changes: Partial<Host> = {}): Host =>
  ({ id: `pb_dd_${number}`, flavor: 'standard.medium', slots: 6, phase: 'spawning', ...changes }) as Host;
const lostAnswer = () => new RockpoolError(silent('the test cloud', 'make a machine', 'It is silent.', true));

const small = {
  ...{ DD_HOST_IMAGE: 'debian', DD_HOST_MASTER_SG: null, DD_HOST_SSH_FROM: '192.0.2.0/24' },
  ...{ DD_HOST_DATA_VOLUME_FACTOR: 0, DD_HOST_FLAVOR_NAME_LARGE: 'standard.medium' },
};
function start(config: Partial<PoolConfig> = {}) {
  const clock = fakeClock();
  const cloud = memoryCloud({ clock });
  const current = { ...defaultConfigOf('DockerDriver'), ...small, ...config };
  const seen: unknown[] = [];
  const provider = openstackProvider(
    { id: poolId },
    {
      ...{ calls: cloud.calls, controllerId: SELF, holderName: 'ada', clock, random: seededRandom(1) },
      settings: () => settingsOf(current),
      reach: {
        userData: async () => 'I2Nsb3VkLWNvbmZpZw==',
        seen: one => void seen.push(one),
        prepare: async (host, { signal: end, onLine }, calls) => {
          onLine(
            `${await calls.floatingAddress(host, { signal: end })} ${await calls.dataVolumeId(host.providerId ?? '', { signal: end })}`,
          );
        },
      },
    },
  );
  const create = (host: Host) => provider.create(host, { signal });
  const list = (hosts: Host[] = []) => provider.list(hosts, { signal });
  const destroy = (host: Host) => provider.destroy(host, { signal });
  const resources = async () => (await provider.resources?.({ signal })) ?? [];
  return { clock, cloud, provider, seen, current, create, list, destroy, resources };
}
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    error => (isRockpoolError(error) ? error.value : String(error)),
  );

describe('asking for a machine', () => {
  it('makes one call for each host, and the group of the pool once for all', async () => {
    const { cloud, create, list } = start();
    await Promise.all([1, 2, 3, 4].map(number => create(hostOf(number))));
    expect(cloud.counted('createServer')).toBe(4);
    for (const name of ['createGroup', 'addRules', 'groups', 'images', 'flavors', 'networks'])
      expect([name, cloud.counted(name)]).toEqual([name, 1]);
    const [group] = cloud.groups.values();
    expect(group?.rules.filter(({ direction }) => direction === 'ingress')).toMatchObject([
      { protocol: 'tcp', portRangeMin: 22, portRangeMax: 22, remoteIpPrefix: '192.0.2.0/24' },
    ]);
    expect(await list()).toHaveLength(4);
  });

  it('is seen in the listing: building, then running where SSH is, with whose it is', async () => {
    const { cloud, create, list, seen } = start();
    await create(hostOf(1));
    const base = { hostId: 'pb_dd_1', controllerId: SELF, controllerName: 'ada' };
    expect(await list()).toMatchObject([{ ...base, state: 'building' }]);
    expect(seen).toEqual([]);
    cloud.boot();
    const [server] = cloud.servers.keys();
    expect(await list()).toMatchObject([
      { ...base, state: 'running', engineUrl: `openstack://${poolId}/${server}` },
    ]);
    expect(seen).toMatchObject([{ serverId: server, hostId: 'pb_dd_1', poolId }]);
  });

  it('whose answer was lost is found by its mark', async () => {
    const { cloud, create, list } = start();
    cloud.lost.set('createServer', lostAnswer());
    expect(await errorOf(create(hostOf(1)))).toMatchObject({ kind: 'transient', code: 'CLOUD_ANSWER_LOST' });
    expect(await list()).toMatchObject([{ hostId: 'pb_dd_1' }]);
  });

  it('is refused for what the cloud has not, or has twice, with what to do; nothing is made', async () => {
    const { cloud, create } = start({ DD_HOST_IMAGE: 'gone' });
    expect(await errorOf(create(hostOf(1)))).toMatchObject({
      ...{ kind: 'permanent', code: 'CLOUD_LACKS', what: 'The cloud has no image "gone".' },
      ...{ why: 'It has debian.', next: expect.stringContaining('DD_HOST_IMAGE') },
    });
    const extra = start({ DD_HOST_EXTRA_SGS: 'web' });
    for (const _ of [1, 2]) await extra.cloud.calls.createGroup('web', '', signal);
    expect(await errorOf(extra.create(hostOf(1)))).toMatchObject({
      ...{ kind: 'input', code: 'CLOUD_AMBIGUOUS' },
      what: 'The cloud has 2 of the name "web" (security group).',
    });
    expect(await errorOf(start().create(hostOf(1, { flavor: 'huge' })))).toMatchObject({
      what: 'The cloud has no flavor "huge".',
    });
    expect(cloud.counted('createServer') + extra.cloud.counted('createServer')).toBe(0);
  });

  it('takes the only network, and none of two; one that is none is refused', async () => {
    const { cloud, create } = start();
    const also = { id: 'n2', name: 'other', isExternal: false, hasSubnet: true };
    const external = { id: 'x', name: 'public', isExternal: true, hasSubnet: true };
    cloud.settings.networks.push(external, { ...also, hasSubnet: false });
    expect(await errorOf(create(hostOf(1)))).toBe('no error');
    const two = start();
    two.cloud.settings.networks.push(also);
    expect(await errorOf(two.create(hostOf(1)))).toMatchObject({
      ...{ kind: 'input', code: 'CLOUD_NETWORK_UNCLEAR', why: 'They are lab, other.' },
    });
    expect(await errorOf(start({ DD_HOST_NETWORK: 'none' }).create(hostOf(1)))).toMatchObject({
      code: 'CLOUD_NETWORK_NONE',
    });
    expect(await errorOf(start({ DD_HOST_NETWORK: 'n9' }).create(hostOf(1)))).toMatchObject({
      what: 'The cloud has no network "n9".',
    });
  });

  it('puts the rules of the group right, and takes what somebody has opened away', async () => {
    const { cloud, create, clock } = start();
    await create(hostOf(1));
    const [group] = cloud.groups.values();
    const open = { direction: 'ingress', ethertype: 'IPv4', protocol: null, remoteIpPrefix: '0.0.0.0/0' };
    const rule = { ...open, portRangeMin: null, portRangeMax: null, remoteGroupId: null };
    await cloud.calls.addRules(group?.id ?? '', [rule], signal);
    await clock.advance(61_000);
    await create(hostOf(2));
    const [after] = cloud.groups.values();
    expect(after?.rules.map(({ remoteIpPrefix }) => remoteIpPrefix)).toEqual([null, null, '192.0.2.0/24']);
  });

  it('keeps hosts apart by one group of servers, where that is wanted', async () => {
    const { cloud, create } = start({ DD_HOST_ANTI_AFFINITY: true });
    await Promise.all([create(hostOf(1)), create(hostOf(2))]);
    expect([...cloud.serverGroups.values()]).toMatchObject([
      { name: markText({ controllerId: SELF, poolId }) },
    ]);
  });
});

describe('room', () => {
  it('is what the quotas leave for hosts of the flavor that was asked for last, and is named where there is none', async () => {
    const { cloud, create, provider } = start({ DD_HOST_DATA_VOLUME_FACTOR: 4 });
    cloud.settings.flavors.push({ id: 'f-tiny', name: 'tiny', vcpus: 1, memoryMiB: 1024 });
    cloud.settings.quotas = { instances: { used: 2, limit: 10 }, cores: { used: 4, limit: 10 } };
    expect(await provider.room?.({ signal })).toBe(3);
    await create(hostOf(1, { flavor: 'tiny' }));
    expect(await provider.room?.({ signal })).toBe(6);
    cloud.settings.quotas = { instances: { used: 10, limit: 10 }, cores: { used: 9, limit: 10 } };
    expect(await provider.room?.({ signal })).toBe(0);
    expect(await errorOf(create(hostOf(2)))).toMatchObject({
      ...{ kind: 'capacity', code: 'CLOUD_QUOTA_REACHED' },
      why: 'Its quota is used up: machines (instances): 1 wanted, 10 of 10 in use; virtual processors (cores): 2 wanted, 9 of 10 in use.',
    });
  });
});

it('no machine is asked for that would fail for want of volumes, where the quotas were looked at a moment ago', async () => {
  const { cloud, create, provider, clock } = start({ DD_HOST_DATA_VOLUME_FACTOR: 4 });
  cloud.settings.quotas = { gigabytes: { used: 990, limit: 1000 } };
  await provider.room?.({ signal });
  const before = create(hostOf(1, { flavor: 'standard.medium', slots: 24 }));
  expect(await errorOf(before)).toMatchObject({
    kind: 'capacity',
    why: expect.stringContaining('gigabytes'),
  });
  expect(await errorOf(create(hostOf(2, { slots: 2 })))).toBe('no error');
  await clock.advance(20_001);
  expect(await errorOf(create(hostOf(3, { slots: 24 })))).toBe('no error');
  expect(cloud.counted('createServer')).toBe(2);
});

describe('a machine that a listing lacks', () => {
  it('is gone only where the service says so by its id', async () => {
    const { cloud, create, list } = start();
    await create(hostOf(1));
    cloud.boot();
    const [id = ''] = cloud.servers.keys();
    cloud.settings.unlisted.add(id);
    const host = hostOf(1, { providerId: id, phase: 'active' });
    expect(await list([host])).toMatchObject([{ hostId: 'pb_dd_1', state: 'running' }]);
    expect(await list([{ ...host, phase: 'removing' }])).toEqual([]);
    cloud.change(id, { status: 'DELETED' });
    expect(await list([host])).toEqual([]);
    cloud.endServer(id);
    expect(await list([host])).toEqual([]);
    cloud.failures.set('server', lostAnswer());
    await expect(list([host])).rejects.toThrow('It is silent.');
  });
});

describe('ending a machine', () => {
  it('is asked again until listings show neither it nor anything that it had', async () => {
    const { cloud, create, destroy, list } = start({ DD_HOST_DATA_VOLUME_FACTOR: 4 });
    await create(hostOf(1));
    const [id = ''] = cloud.servers.keys();
    const host = hostOf(1, { providerId: id });
    cloud.settings.endsAtOnce = false;
    expect([await destroy(host), await destroy(host)]).toEqual(['accepted', 'accepted']);
    expect(cloud.counted('volumes')).toBe(0);
    const [volume] = cloud.volumes.values();
    const [port] = cloud.ports.values();
    cloud.endServer(id);
    if (volume) cloud.volumes.set(volume.id, { ...volume, serverIds: [], status: 'available' });
    if (port) cloud.ports.set(port.id, port);
    cloud.settings.used.add(volume?.id ?? '');
    expect([await destroy(host), await destroy(host)]).toEqual(['accepted', 'accepted']);
    expect([cloud.ports.size, cloud.volumes.size]).toEqual([0, 1]);
    cloud.settings.used.clear();
    expect([await destroy(host), await destroy(host)]).toEqual(['accepted', 'gone']);
    expect(cloud.volumes.size).toBe(0);
    expect(await list()).toEqual([]);
  });

  it('that was never listed looks for it by its mark, also for a second one', async () => {
    const { cloud, create, destroy } = start();
    await create(hostOf(1));
    await create(hostOf(1));
    expect([await destroy(hostOf(1)), await destroy(hostOf(1))]).toEqual(['accepted', 'gone']);
    expect(cloud.servers.size).toBe(0);
    expect(await destroy(hostOf(7))).toBe('gone');
  });

  it('takes the group of servers along with the last host, and nothing of what others have', async () => {
    const { cloud, create, destroy } = start({ DD_HOST_ANTI_AFFINITY: true });
    cloud.volumes.set('v', { id: 'v', name: 'mine', metadata: {}, status: 'available', serverIds: [] });
    await create(hostOf(1));
    await create(hostOf(2));
    const hosts = [...cloud.servers.values()].map(({ id, name }) =>
      hostOf(Number(name.replace('pb_dd_', '')), { providerId: id }),
    );
    const [first, second] = hosts as [Host, Host];
    expect([await destroy(first), await destroy(first)]).toEqual(['accepted', 'gone']);
    expect(cloud.serverGroups.size).toBe(1);
    expect([await destroy(second), await destroy(second), await destroy(second)]).toEqual([
      ...['accepted', 'accepted', 'gone'],
    ]);
    expect([cloud.serverGroups.size, cloud.volumes.size]).toEqual([0, 1]);
  });

  it('shares its listings among all hosts that are ended at once', async () => {
    const { cloud, destroy } = start();
    const many = Array.from({ length: 50 }, (_, number) => hostOf(number, { providerId: `gone-${number}` }));
    expect(new Set(await Promise.all(many.map(destroy)))).toEqual(new Set(['gone']));
    for (const name of ['servers', 'volumes', 'ports', 'floatingIps'])
      expect(cloud.counted(name)).toBeLessThanOrEqual(2);
  });
});

describe('what a machine has', () => {
  it('is all listed with its mark; volumes that Nova made get one, and keep it when their machine is gone', async () => {
    const { cloud, create, resources } = start({
      DD_HOST_ROOT_VOLUME_SIZE: 20,
      DD_HOST_DATA_VOLUME_FACTOR: 4,
    });
    await create(hostOf(1));
    expect((await resources()).map(({ kind, hostId }) => [kind, hostId])).toEqual([
      ['port', 'pb_dd_1'],
      ['volume', 'pb_dd_1'],
      ['volume', 'pb_dd_1'],
      ['securityGroup', undefined],
    ]);
    expect([...cloud.volumes.values()].map(({ metadata }) => metadata)).toEqual(
      Array(2).fill(markMetadata({ controllerId: SELF, poolId, hostId: 'pb_dd_1', holder: 'ada' })),
    );
    cloud.servers.clear();
    cloud.ports.clear();
    expect((await resources()).filter(({ kind }) => kind === 'volume')).toHaveLength(2);
    expect(cloud.counted('markVolume')).toBe(2);
  });

  it('is ended one by one where it belongs to nothing; what is in use says so', async () => {
    const { cloud, create, provider, resources } = start({ DD_HOST_DATA_VOLUME_FACTOR: 4 });
    await create(hostOf(1));
    const [, volume] = await resources();
    if (!volume) throw new Error('There is no volume.');
    cloud.settings.used.add(volume.id);
    expect(await errorOf(provider.release?.(volume, { signal }) ?? Promise.resolve())).toMatchObject({
      ...{ kind: 'transient', code: 'CLOUD_IN_USE' },
    });
    cloud.settings.used.clear();
    expect(await provider.release?.(volume, { signal })).toBe('accepted');
    expect(await provider.release?.(volume, { signal })).toBe('gone');
    expect(provider.byHand?.(volume)).toBe(`openstack volume delete ${volume.id}`);
  });
});

describe('a floating address', () => {
  it('is allocated with the mark of its host, given to its port, each once, and goes with it', async () => {
    const { cloud, create, destroy, provider } = start({
      ...{ DD_HOST_FLOATING_POOL: 'public', DD_HOST_DATA_VOLUME_FACTOR: 4 },
    });
    cloud.settings.networks.push({ id: 'x', name: 'public', isExternal: true, hasSubnet: true });
    await create(hostOf(1));
    cloud.boot();
    const [id = ''] = cloud.servers.keys();
    const host = hostOf(1, { providerId: id });
    const lines: string[] = [];
    const config = defaultConfigOf('DockerDriver');
    const prepare = () => provider.prepare?.(host, { config, signal, onLine: text => lines.push(text) });
    cloud.lost.set('createFloatingIp', lostAnswer());
    await expect(prepare()).rejects.toThrow();
    await prepare();
    await prepare();
    const [volume] = cloud.volumes.keys();
    const [floating] = cloud.floatingIps.values();
    expect(lines).toEqual(Array(2).fill(`${floating?.address} ${volume}`));
    expect([cloud.counted('createFloatingIp'), cloud.counted('giveFloatingIp')]).toEqual([1, 1]);
    expect(floating).toMatchObject({
      description: markText({ controllerId: SELF, poolId, hostId: 'pb_dd_1' }),
    });
    expect([await destroy(host), await destroy(host), await destroy(host)]).toEqual([
      'accepted',
      'accepted',
      'gone',
    ]);
    expect(cloud.floatingIps.size).toBe(0);
  });
});

describe('the lease', () => {
  it('is in the group that lets SSH in, which goes with it', async () => {
    const { cloud, create, destroy, provider, resources } = start();
    const lease = {
      ...{ holder: SELF, holderName: 'ada', epoch: 1, since: 1, renewedAt: 1, predecessors: [] },
    };
    expect(await provider.lease?.write(lease, undefined, { signal })).toBe(true);
    await create(hostOf(1));
    expect(cloud.groups.size).toBe(1);
    expect((await resources()).filter(({ holdsLease }) => holdsLease)).toMatchObject([
      { kind: 'securityGroup' },
    ]);
    const over = { ...lease, releasedAt: 2 };
    expect(await provider.lease?.write(over, lease, { signal })).toBe(true);
    expect(cloud.groups.size).toBe(1);
    const [id = ''] = cloud.servers.keys();
    expect([await destroy(hostOf(1, { providerId: id })), await destroy(hostOf(1))]).toEqual([
      'accepted',
      'gone',
    ]);
    expect(await provider.lease?.read({ signal })).toBeUndefined();
    expect(await resources()).toEqual([]);
  });
});
