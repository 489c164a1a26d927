import { expect, test } from 'vitest';
import { allOf, servers } from '../../index.ts';
import { cannedCloud } from '../../testing/canned.ts';

const server = {
  id: 'bb0cabe6',
  name: 'host-1',
  status: 'ACTIVE',
  tenant_id: 'p',
  metadata: { a: 'b' },
  tags: ['one'],
  image: { id: 'i', links: [] },
  flavor: {
    vcpus: 1,
    ram: 1024,
    disk: 8,
    ephemeral: 0,
    swap: 0,
    original_name: 'standard.tiny',
    extra_specs: {},
  },
  created: '2026-11-28T05:12:29Z',
  updated: '2026-11-28T05:12:39Z',
  addresses: {
    lab: [
      {
        version: 4,
        addr: '198.18.30.96',
        'OS-EXT-IPS:type': 'fixed',
        'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:7c:0f:1d',
      },
    ],
  },
  config_drive: 'True',
  key_name: null,
  'OS-EXT-AZ:availability_zone': 'nova',
  'OS-EXT-STS:task_state': null,
  'os-extended-volumes:volumes_attached': [{ id: 'v', delete_on_termination: true }],
  security_groups: [{ name: 'default' }],
};

test('a server is told in our names, and what else the service says is left out', async () => {
  const { cloud, asked } = cannedCloud({ server: { ...server, host_status: 'UP', locked: false } });
  expect(await servers.get(cloud, 'bb0cabe6')).toEqual({
    id: 'bb0cabe6',
    name: 'host-1',
    status: 'ACTIVE',
    isPartial: false,
    metadata: { a: 'b' },
    tags: ['one'],
    createdAt: Date.UTC(2026, 10, 28, 5, 12, 29),
    updatedAt: Date.UTC(2026, 10, 28, 5, 12, 39),
    addresses: { lab: [{ address: '198.18.30.96', version: 4, type: 'fixed', mac: 'fa:16:3e:7c:0f:1d' }] },
    flavor: { name: 'standard.tiny', vcpus: 1, memoryMiB: 1024, diskGiB: 8 },
    imageId: 'i',
    hasConfigDrive: true,
    projectId: 'p',
    securityGroups: ['default'],
    availabilityZone: 'nova',
    volumes: [{ id: 'v', endsWithServer: true }],
  });
  expect(asked).toEqual([{ call: 'GET /servers/bb0cabe6', microversion: 'compute 2.90' }]);
});

test('why a server is in ERROR is told; one that boots from a volume has no image', async () => {
  const fault = { code: 500, created: '2026-11-28T05:12:39Z', message: 'No valid host was found.' };
  const { cloud } = cannedCloud({ server: { ...server, status: 'ERROR', image: '', fault } });
  expect(await servers.get(cloud, 'x')).toMatchObject({
    status: 'ERROR',
    imageId: undefined,
    fault: { message: 'No valid host was found.' },
  });
});

test('a server of a part of the cloud that is away is in the list, without what is not known', async () => {
  const { cloud } = cannedCloud({
    servers: [{ id: 'x', status: 'UNKNOWN', tenant_id: 'p', created: '2026-11-28T05:12:29Z', links: [] }],
  });
  expect(await allOf(servers.list(cloud))).toMatchObject([
    { id: 'x', name: '', status: 'UNKNOWN', isPartial: true },
  ]);
});

test('an answer that has no id names what it misses', async () => {
  const { cloud } = cannedCloud({ server: { name: 'x' } });
  await expect(servers.get(cloud, 'x')).rejects.toMatchObject({
    code: 'BadAnswer',
    message: expect.stringContaining('server.id'),
  });
});

test('a list has all pages, and what the service can not be asked for is sifted', async () => {
  const next = {
    servers_links: [{ rel: 'next', href: 'http://elsewhere/v2.1/servers/detail?limit=1&marker=a' }],
  };
  const { cloud, asked } = cannedCloud(
    { servers: [{ ...server, id: 'a' }], ...next },
    { servers: [{ ...server, id: 'b', metadata: {} }] },
  );
  const found = await allOf(
    servers.list(cloud, { name: 'host-1', metadata: { a: 'b' }, tags: ['x', 'y'], limit: 1 }),
  );
  expect(found.map(({ id }) => id)).toEqual(['a']);
  expect(asked.map(({ call }) => call)).toEqual([
    'GET /servers/detail?name=^host-1$&tags=x,y&limit=1',
    'GET /servers/detail?limit=1&marker=a',
  ]);
});

test('a page that is missing is an error, and not the end of the list', async () => {
  const next = { servers_links: [{ rel: 'next', href: 'http://x/?marker=a' }] };
  const { cloud } = cannedCloud(
    { servers: [server], ...next },
    { status: 400, body: { badRequest: { code: 400, message: 'marker not found' } } },
  );
  await expect(allOf(servers.list(cloud))).rejects.toMatchObject({
    code: 'Unavailable',
    said: 'marker not found',
  });
});

test('a server is asked for in the oldest version that has what is wished', async () => {
  const plain = { name: 'h', flavorId: 'f', imageId: 'i' };
  const versions = async (wish: Partial<Parameters<typeof servers.create>[1]>) => {
    const { cloud, asked } = cannedCloud({
      status: 202,
      body: { server: { id: 'x', adminPass: 'secret', links: [] } },
    });
    expect(await servers.create(cloud, { ...plain, ...wish })).toEqual({ id: 'x' });
    return asked[0]?.microversion;
  };
  expect(await versions({})).toBe('compute 2.1');
  expect(await versions({ description: 'd' })).toBe('compute 2.19');
  expect(await versions({ networks: 'auto' })).toBe('compute 2.37');
  expect(await versions({ tags: ['t'], networks: 'none' })).toBe('compute 2.52');
  expect(
    await versions({
      blockDevices: [{ source: 'blank', destination: 'volume', sizeGiB: 1, volumeType: 'ssd' }],
    }),
  ).toBe('compute 2.67');
});

test('all that belongs to a server is in the one call', async () => {
  const { cloud, asked } = cannedCloud({ status: 202, body: { server: { id: 'x' } } });
  await servers.create(cloud, {
    name: 'h',
    flavorId: 'f',
    metadata: { a: 'b' },
    tags: ['t'],
    userData: 'IyEvYmluL3NoCg==',
    networks: [{ networkId: 'n' }, { portId: 'p' }],
    securityGroups: ['pool'],
    availabilityZone: 'nova',
    groupId: 'g',
    configDrive: true,
    blockDevices: [
      {
        source: 'image',
        sourceId: 'i',
        destination: 'volume',
        bootIndex: 0,
        sizeGiB: 20,
        endsWithServer: true,
      },
      { source: 'blank', destination: 'volume', sizeGiB: 5, endsWithServer: true },
    ],
  });
  expect(asked[0]).toEqual({
    call: 'POST /servers',
    microversion: 'compute 2.52',
    body: {
      server: {
        name: 'h',
        flavorRef: 'f',
        metadata: { a: 'b' },
        tags: ['t'],
        user_data: 'IyEvYmluL3NoCg==',
        networks: [{ uuid: 'n' }, { port: 'p' }],
        security_groups: [{ name: 'pool' }],
        availability_zone: 'nova',
        config_drive: true,
        block_device_mapping_v2: [
          {
            source_type: 'image',
            uuid: 'i',
            destination_type: 'volume',
            boot_index: 0,
            volume_size: 20,
            delete_on_termination: true,
          },
          {
            source_type: 'blank',
            destination_type: 'volume',
            boot_index: -1,
            volume_size: 5,
            delete_on_termination: true,
          },
        ],
      },
      'os:scheduler_hints': { group: 'g' },
    },
  });
});

test('the image that is made of a server is known at once, from services old and new', async () => {
  const now = cannedCloud({ status: 202, body: { image_id: 'i' } });
  expect(await servers.createImage(now.cloud, 'x', { name: 'warm', metadata: { a: 'b' } })).toEqual({
    imageId: 'i',
  });
  expect(now.asked[0]).toMatchObject({
    call: 'POST /servers/x/action',
    body: { createImage: { name: 'warm', metadata: { a: 'b' } } },
  });
  const before = cannedCloud({ status: 202, headers: { location: 'http://image/v2/images/j' } });
  expect(await servers.createImage(before.cloud, 'x', { name: 'warm' })).toEqual({ imageId: 'j' });
});

test('console, metadata, actions and ports are asked for as the service has them', async () => {
  const { cloud, asked } = cannedCloud(
    { output: 'login:' },
    { metadata: { a: 'b' } },
    { status: 204 },
    { status: 202 },
    { status: 202 },
    { status: 202 },
    {
      interfaceAttachments: [
        {
          port_id: 'p',
          net_id: 'n',
          mac_addr: 'm',
          port_state: 'ACTIVE',
          fixed_ips: [{ subnet_id: 's', ip_address: '10.0.0.1' }],
        },
      ],
    },
    { status: 204 },
  );
  expect(await servers.consoleLog(cloud, 'x', { lines: 5 })).toBe('login:');
  await servers.setMetadata(cloud, 'x', { a: 'b' });
  await servers.removeMetadata(cloud, 'x', 'a/b');
  await servers.stop(cloud, 'x');
  await servers.reboot(cloud, 'x', 'SOFT');
  await servers.forceRemove(cloud, 'x');
  expect(await servers.interfaces(cloud, 'x')).toEqual([
    { portId: 'p', networkId: 'n', mac: 'm', status: 'ACTIVE', addresses: ['10.0.0.1'] },
  ]);
  await servers.remove(cloud, 'x');
  expect(asked.map(({ call, body }) => [call, body].filter(Boolean))).toEqual([
    ['POST /servers/x/action', { 'os-getConsoleOutput': { length: 5 } }],
    ['POST /servers/x/metadata', { metadata: { a: 'b' } }],
    ['DELETE /servers/x/metadata/a/b'],
    ['POST /servers/x/action', { 'os-stop': null }],
    ['POST /servers/x/action', { reboot: { type: 'SOFT' } }],
    ['POST /servers/x/action', { forceDelete: null }],
    ['GET /servers/x/os-interface'],
    ['DELETE /servers/x'],
  ]);
});

test('waiting for ACTIVE ends with the fault of a server that fails', async () => {
  const { cloud } = cannedCloud({
    server: { ...server, status: 'ERROR', fault: { code: 500, message: 'No valid host was found.' } },
  });
  await expect(servers.waitForStatus(cloud, 'x', 'ACTIVE', { limitMs: 60_000 })).rejects.toMatchObject({
    code: 'WaitFailed',
    said: 'No valid host was found.',
  });
});

test('what is not there any more is NotFound', async () => {
  const { cloud } = cannedCloud({
    status: 404,
    body: { itemNotFound: { code: 404, message: 'Instance x could not be found.' } },
  });
  await expect(servers.remove(cloud, 'x')).rejects.toMatchObject({
    code: 'NotFound',
    said: 'Instance x could not be found.',
  });
});
