import { describe, expect, it } from 'vitest';
import { isRockpoolError } from '../../model/errors';
import { type ClientCall, type CloudClient, cloudCalls } from './client';
import { markMetadata } from './marks';
import type { Wish } from './wish';

const { signal } = new AbortController();
const ID = '822d0e37-3aeb-42db-b16e-1af7162c46b9';
const mark = { controllerId: 'c'.repeat(32), poolId: 'feedfacefeedface', hostId: 'pb_dd_1' };
const refusal = (code: string, said = '') =>
  Object.assign(new Error(said), { name: 'OpenStackError', code, said });

/** A cloud that answers as it is told, by `METHOD /path`. */
function start(answers: Record<string, unknown>) {
  const calls: ClientCall[] = [];
  const answer = (call: ClientCall) => {
    calls.push(call);
    const found = answers[`${call.method} ${call.path}`];
    if (found instanceof Error) throw found;
    return found;
  };
  const client: CloudClient = {
    call: async call => ({ body: answer(call) }),
    list: async ({ key, ...call }) =>
      (answer({ ...call, method: 'GET' }) as Record<string, unknown[]>)[key] as unknown[],
    projectId: async () => 'project',
  };
  return { cloud: cloudCalls(client, 'lab'), calls };
}
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => 'no error',
    error => (isRockpoolError(error) ? error.value : String(error)),
  );

describe('what a cloud lists', () => {
  it('is a server with its addresses, its volumes, its flavor and why it has failed', async () => {
    const server = {
      ...{ id: ID, name: 'pb_dd_1', status: 'ERROR', metadata: markMetadata(mark), tags: ['rockpool-x'] },
      ...{ created: '2026-11-28T05:00:08Z', fault: { code: 500, message: 'No valid host was found.' } },
      flavor: { original_name: 'standard.tiny', vcpus: 1, ram: 1024, disk: 8 },
      addresses: {
        lab: [
          { addr: '198.18.30.154', version: 4, 'OS-EXT-IPS:type': 'fixed' },
          { addr: '198.18.31.7', version: 4, 'OS-EXT-IPS:type': 'floating' },
        ],
      },
      'os-extended-volumes:volumes_attached': [{ id: 'v1', delete_on_termination: true }],
    };
    const away = { id: 'other', status: 'UNKNOWN', tenant_id: 'project', created: '2026-11-28T05:00:08Z' };
    const { cloud } = start({ 'GET /servers/detail': { servers: [server, away] } });
    expect(await cloud.servers(signal)).toEqual([
      {
        ...{
          id: ID,
          name: 'pb_dd_1',
          status: 'ERROR',
          metadata: markMetadata(mark),
          createdAt: 1795842008000,
        },
        ...{
          fixed: ['198.18.30.154'],
          floating: ['198.18.31.7'],
          flavor: 'standard.tiny',
          volumeIds: ['v1'],
        },
        fault: 'No valid host was found.',
      },
      {
        ...{ id: 'other', name: '', status: 'UNKNOWN', metadata: {}, createdAt: 1795842008000 },
        ...{ fixed: [], floating: [], volumeIds: [] },
      },
    ]);
  });

  it('is a volume, whose time is of the same clock though it is written without one', async () => {
    const volume = {
      ...{ id: 'v1', name: null, status: 'in-use', size: 2, metadata: {} },
      ...{ created_at: '2026-11-28T05:00:08.000000', attachments: [{ server_id: ID, device: '/dev/vdb' }] },
    };
    const { cloud } = start({ 'GET /volumes/detail': { volumes: [volume] } });
    expect(await cloud.volumes(signal)).toEqual([
      { id: 'v1', name: '', status: 'in-use', metadata: {}, serverIds: [ID], createdAt: 1795842008000 },
    ]);
  });

  it('is an image, whose properties are among its fields', async () => {
    const image = {
      ...{
        id: 'i',
        name: 'warm',
        status: 'active',
        tags: [],
        created_at: null,
        min_disk: 3,
        protected: false,
      },
      ...markMetadata(mark),
    };
    const { cloud } = start({ 'GET /images': { images: [image] } });
    expect(await cloud.images(signal)).toEqual([
      { id: 'i', name: 'warm', status: 'active', tags: [], metadata: markMetadata(mark) },
    ]);
  });

  it("is of the own project where an administrator would see others'", async () => {
    const { cloud, calls } = start({
      'GET /ports': { ports: [] },
      'GET /security-groups': { security_groups: [] },
    });
    await cloud.ports(signal);
    await cloud.groups(signal);
    expect(calls.map(({ query }) => query?.project_id)).toEqual(['project', 'project']);
    const net = { subnets: ['s'], 'router:external': false, shared: false };
    const networks = [
      { ...net, id: 'own', name: 'own', project_id: 'project' },
      { ...net, id: 'theirs', name: 'theirs', project_id: 'other' },
      { ...net, id: 'shared', name: 'shared', project_id: 'other', shared: true },
    ];
    const other = start({ 'GET /networks': { networks } });
    expect((await other.cloud.networks(signal)).map(({ id }) => id)).toEqual(['own', 'shared']);
  });

  it('is nothing where the cloud has no block storage, and an error where it does not answer', async () => {
    const without = start({ 'GET /volumes/detail': refusal('NoService') });
    expect(await without.cloud.volumes(signal)).toEqual([]);
    const away = start({ 'GET /volumes/detail': refusal('TimedOut') });
    expect(await errorOf(away.cloud.volumes(signal))).toMatchObject({
      kind: 'transient',
      code: 'CLOUD_AWAY',
    });
    const strange = start({ 'GET /volumes/detail': { volumes: [{ id: 7 }] } });
    expect(await errorOf(strange.cloud.volumes(signal))).toMatchObject({ code: 'CLOUD_ANSWER_STRANGE' });
  });
});

describe('the quotas of a cloud', () => {
  it('are those of all its services, and of those alone that tell', async () => {
    const compute = {
      ...{ maxTotalInstances: 10, totalInstancesUsed: 2, maxTotalCores: 20, totalCoresUsed: 4 },
      ...{ maxTotalRAMSize: -1, totalRAMUsed: 2048 },
    };
    const { cloud } = start({
      'GET /limits': { limits: { rate: [], absolute: compute } },
      'GET /quotas/project/details.json': { quota: { port: { limit: 500, used: 3, reserved: 1 } } },
    });
    // The same address in both services: the second lacks what block storage would tell.
    expect(await errorOf(cloud.quotas(signal))).toMatchObject({ code: 'CLOUD_ANSWER_STRANGE' });
    const alone = start({
      'GET /limits': refusal('NoService'),
      'GET /quotas/project/details.json': { quota: { port: { limit: 500, used: 3, reserved: 1 } } },
    });
    expect(await alone.cloud.quotas(signal)).toEqual({ ports: { used: 4, limit: 500 } });
    const mute = start({
      'GET /limits': refusal('NoService'),
      'GET /quotas/project/details.json': refusal('Forbidden'),
    });
    expect(await mute.cloud.quotas(signal)).toEqual({});
  });
});

describe('a machine is asked for', () => {
  const wish: Wish = {
    ...{ mark, imageId: 'image', flavorId: 'flavor', networkIds: ['net'], groupIds: ['own', 'web'] },
    ...{ rootVolumeGb: 0, dataVolumeGb: 24, configDrive: true, userData: 'I2Nsb3VkLWNvbmZpZwo=' },
  };

  it('in one call, with its mark, its network, its groups and its disks', async () => {
    const { cloud, calls } = start({});
    await cloud.createServer({ ...wish, serverGroupId: 'together', availabilityZone: 'nova' }, signal);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.body).toEqual({
      server: {
        ...{ name: 'pb_dd_1', metadata: markMetadata(mark), tags: ['rockpool-feedfacefeedface'] },
        ...{ imageRef: 'image', flavorRef: 'flavor', networks: [{ uuid: 'net' }], config_drive: true },
        ...{ security_groups: [{ name: 'own' }, { name: 'web' }], user_data: 'I2Nsb3VkLWNvbmZpZwo=' },
        availability_zone: 'nova',
        block_device_mapping_v2: [
          {
            ...{ boot_index: 0, source_type: 'image', destination_type: 'local', uuid: 'image' },
            delete_on_termination: true,
          },
          {
            ...{ boot_index: -1, source_type: 'blank', destination_type: 'volume', volume_size: 24 },
            delete_on_termination: true,
          },
        ],
      },
      'os:scheduler_hints': { group: 'together' },
    });
  });

  it('from a volume without an image of its own', async () => {
    const { cloud, calls } = start({});
    await cloud.createServer({ ...wish, rootVolumeGb: 20, dataVolumeGb: 0 }, signal);
    expect(calls[0]?.body).toMatchObject({
      server: { imageRef: '', block_device_mapping_v2: [{ uuid: 'image', volume_size: 20 }] },
    });
  });

  it('and what the cloud says to that is told: full, too old, or wrong', async () => {
    const said = (error: Error, more: Partial<Wish> = {}) =>
      errorOf(start({ 'POST /servers': error }).cloud.createServer({ ...wish, ...more }, signal));
    expect(await said(refusal('QuotaExceeded', 'Quota exceeded for cores'))).toMatchObject({
      ...{ kind: 'capacity', why: 'A quota is used up. The cloud says: Quota exceeded for cores.' },
    });
    expect(await said(refusal('NoMicroversion'), { volumeType: 'ssd' })).toMatchObject({
      ...{ code: 'CLOUD_TOO_OLD', next: expect.stringContaining('DD_HOST_DATA_VOLUME_TYPE') },
    });
    expect(
      await said(refusal('BadRequest', "Flavor's disk is too small for requested image.")),
    ).toMatchObject({
      ...{ kind: 'permanent', why: "It says: Flavor's disk is too small for requested image." },
    });
    expect(await said(refusal('ConnectionFailed'))).toMatchObject({ code: 'CLOUD_ANSWER_LOST' });
  });
});

describe('an end is asked for', () => {
  it('and is accepted, done already, or not possible now', async () => {
    const end = (kind: 'server' | 'volume' | 'port' | 'keypair', answer: unknown) => {
      const path = { server: '/servers', volume: '/volumes', port: '/ports', keypair: '/os-keypairs' }[kind];
      return start({ [`DELETE ${path}/a%20b`]: answer }).cloud.remove(kind, 'a b', signal);
    };
    expect(await end('server', undefined)).toBe('accepted');
    expect(await end('keypair', refusal('NotFound'))).toBe('gone');
    expect(await end('port', refusal('Conflict'))).toBe('used');
    expect(await end('volume', refusal('BadRequest', 'Volume status must be available'))).toBe('used');
    expect(await errorOf(end('port', refusal('BadRequest')))).toMatchObject({ code: 'CLOUD_REFUSED' });
    expect(await errorOf(end('server', refusal('Forbidden')))).toMatchObject({ code: 'CLOUD_FORBIDDEN' });
  });

  it('of the group of the pool only as it was seen', async () => {
    const path = 'DELETE /security-groups/g';
    const { cloud, calls } = start({ [path]: refusal('PreconditionFailed') });
    expect(await cloud.remove('securityGroup', 'g', signal, { revision: 7 })).toBe('changed');
    expect(calls[0]?.headers).toEqual({ 'if-match': 'revision_number=7' });
  });
});

it('a description is written where nobody has changed the group meanwhile', async () => {
  const home = { id: 'g', description: '', tags: [], revision: 3 };
  const path = 'PUT /security-groups/g';
  for (const [answer, result] of [
    [{}, true],
    [refusal('PreconditionFailed'), false],
    [refusal('NotFound'), false],
  ] as const) {
    const { cloud, calls } = start({ [path]: answer });
    expect(await cloud.describeGroup(home, 'x', signal)).toBe(result);
    expect(calls[0]?.headers).toEqual({ 'if-match': 'revision_number=3' });
  }
  const lost = start({ [path]: refusal('TimedOut') });
  expect(await errorOf(lost.cloud.describeGroup(home, 'x', signal))).toMatchObject({
    code: 'CLOUD_ANSWER_LOST',
  });
});
