import { expect, test } from 'vitest';
import { fakeClock, seededRandom } from '../fakeClock';
import { createOpenStack, type OpenStackOptions } from '.';

/** A signed-in caller without any client. */
async function caller(options: Partial<OpenStackOptions> = {}) {
  const clock = fakeClock();
  const cloud = createOpenStack({ clock, random: seededRandom(7), ...options });
  const { authUrl, username, password, projectName } = cloud.config();
  let token = '';
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await cloud.transport({
      method,
      url: `http://cloud.test${path}`,
      headers: { 'x-auth-token': token, 'openstack-api-version': 'compute 2.93', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { ...answer, json: answer.body.startsWith('{') ? JSON.parse(answer.body) : undefined };
  };
  const domain = { id: 'default' };
  const signIn = async () => {
    const answer = await cloud.transport({
      method: 'POST',
      url: `${authUrl}/auth/tokens`,
      headers: {},
      body: JSON.stringify({
        auth: {
          identity: { methods: ['password'], password: { user: { name: username, domain, password } } },
          scope: { project: { name: projectName, domain } },
        },
      }),
    });
    token = answer.headers['x-subject-token'] ?? '';
    return answer;
  };
  await signIn();
  const first = async (path: string, kind: string, name: string) =>
    (await call('GET', path)).json[kind].find((one: { name: string }) => one.name === name).id as string;
  const create = async (more: Record<string, unknown> = {}) =>
    call('POST', '/compute/v2.1/servers', {
      server: {
        name: 'host',
        flavorRef: await first('/compute/v2.1/flavors', 'flavors', 'standard.tiny'),
        imageRef: await first('/image/v2/images', 'images', 'Debian-12'),
        networks: 'auto',
        ...more,
      },
    });
  return { clock, cloud, call, create, signIn };
}

const blank = {
  boot_index: -1,
  source_type: 'blank',
  destination_type: 'volume',
  volume_size: 2,
  delete_on_termination: true,
};

test('a server is built in its own time, with a port and its volumes, and takes them with it', async () => {
  const { clock, cloud, call, create } = await caller();
  const image = (await call('GET', '/image/v2/images')).json.images[0].id;
  const made = await create({
    block_device_mapping_v2: [
      { boot_index: 0, uuid: image, source_type: 'image', destination_type: 'local' },
      blank,
    ],
  });
  expect(made.status).toBe(202);
  const path = `/compute/v2.1/servers/${made.json.server.id}`;
  expect((await call('GET', path)).json.server).toMatchObject({ status: 'BUILD', addresses: {}, hostId: '' });
  await clock.advance(60_000);
  const { server } = (await call('GET', path)).json;
  expect(server).toMatchObject({ status: 'ACTIVE', 'OS-EXT-STS:power_state': 1 });
  expect(server.addresses.lab).toHaveLength(1);
  expect(cloud.world.everything().volumes).toMatchObject([
    { name: `${server.id}-blank-vol`, status: 'in-use', size: 2 },
  ]);
  expect((await call('DELETE', path)).status).toBe(204);
  expect((await call('GET', path)).json.server['OS-EXT-STS:task_state']).toBe('deleting');
  await clock.advance(60_000);
  expect((await call('GET', path)).status).toBe(404);
  expect(Object.values(cloud.world.everything()).flat()).toEqual([]);
  expect((await call('GET', '/compute/v2.1/limits')).json.limits.absolute.totalInstancesUsed).toBe(0);
});

test('a security group that a port is in is refused its end, and the default one too', async () => {
  const { clock, call, create } = await caller();
  const group = (
    await call('POST', '/network/v2.0/security-groups', {
      security_group: { name: 'pool', description: 'a' },
    })
  ).json.security_group;
  const made = await create({ security_groups: [{ name: group.id }] });
  await clock.advance(60_000);
  const path = `/network/v2.0/security-groups/${group.id}`;
  expect((await call('DELETE', path)).json.NeutronError.type).toBe('SecurityGroupInUse');
  await call('DELETE', `/compute/v2.1/servers/${made.json.server.id}`);
  await clock.advance(60_000);
  expect((await call('DELETE', path)).status).toBe(204);
});

test('a change of a group that was read before another change is refused', async () => {
  const { call } = await caller();
  const made = await call('POST', '/network/v2.0/security-groups', { security_group: { name: 'lease' } });
  const { id, revision_number } = made.json.security_group;
  const put = (description: string, revision: number) =>
    call(
      'PUT',
      `/network/v2.0/security-groups/${id}`,
      { security_group: { description } },
      { 'if-match': `revision_number=${revision}` },
    );
  expect((await put('mine', revision_number)).json.security_group.revision_number).toBe(revision_number + 1);
  const late = await put('theirs', revision_number);
  expect([late.status, late.json.NeutronError.type]).toEqual([412, 'RevisionNumberConstraintFailed']);
});

test('a quota that is reached is told with what was asked, used and allowed', async () => {
  const { create } = await caller({ quotas: { compute: { instances: 1 } } });
  expect((await create()).status).toBe(202);
  const refused = await create();
  expect(refused.status).toBe(403);
  expect(refused.json.forbidden.message).toBe(
    'Quota exceeded for instances: Requested 1, but already used 1 of 1 instances',
  );
});

test('a listing goes in pages, each with the way to the next', async () => {
  const { call, create } = await caller({ pageLimit: 2 });
  for (let i = 0; i < 3; i += 1) await create();
  const page = (await call('GET', '/compute/v2.1/servers/detail?name=host')).json;
  expect(page.servers).toHaveLength(2);
  const next = new URL(page.servers_links[0].href);
  const last = (await call('GET', next.pathname + next.search)).json;
  expect([last.servers.length, last.servers_links]).toEqual([1, undefined]);
});

test('a token ends by the clock, and when it is revoked', async () => {
  const { clock, cloud, call, signIn } = await caller({ tokenLifetimeMs: 60_000 });
  expect((await call('GET', '/compute/v2.1/servers')).status).toBe(200);
  await clock.advance(60_000);
  expect((await call('GET', '/compute/v2.1/servers')).status).toBe(401);
  await signIn();
  expect((await call('GET', '/compute/v2.1/servers')).status).toBe(200);
  cloud.faults.revokeTokens();
  expect((await call('GET', '/compute/v2.1/servers')).status).toBe(401);
});

test('an answer that is lost has had its effect, and an ignored delete none', async () => {
  const { clock, cloud, call, create } = await caller({ delays: 'none' });
  const creates = { service: 'compute', method: 'POST', path: '/servers', times: 1 };
  cloud.faults.on(creates, { kind: 'lostAnswer' });
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
  await clock.advance(1);
  const [server] = cloud.world.everything().servers;
  expect(server).toMatchObject({ vmState: 'active' });
  cloud.faults.on({ method: 'DELETE', times: 1 }, { kind: 'ignored' });
  expect((await call('DELETE', `/compute/v2.1/servers/${server?.id}`)).status).toBe(204);
  await clock.advance(1);
  expect(cloud.world.everything().servers).toHaveLength(1);
});

test('a page after the first fails, and a listing lags, as they are told to', async () => {
  const { clock, cloud, call, create } = await caller();
  cloud.faults.lag('servers', 5_000);
  await create();
  await create();
  const listed = async () => (await call('GET', '/compute/v2.1/servers?limit=1')).json.servers.length;
  expect(await listed()).toBe(0);
  await clock.advance(5_000);
  expect(await listed()).toBe(1);
  cloud.faults.on({ isLaterPage: true }, { kind: 'status', status: 500 });
  const { servers_links } = (await call('GET', '/compute/v2.1/servers?limit=1')).json;
  const next = new URL(servers_links[0].href);
  expect((await call('GET', next.pathname + next.search)).status).toBe(500);
});

test('a server for which no node has room says so, and a volume that fails takes its server along; a list is silent on the one that was on no node', async () => {
  const { clock, cloud, call, create } = await caller();
  cloud.faults.next('noValidHost');
  const { id } = (await create()).json.server;
  await clock.advance(60_000);
  expect((await call('GET', `/compute/v2.1/servers/${id}`)).json.server).toMatchObject({
    status: 'ERROR',
    fault: { code: 500, message: 'No valid host was found. ' },
  });
  const { servers } = (await call('GET', '/compute/v2.1/servers/detail')).json;
  expect(servers[0]).toMatchObject({ id, status: 'ERROR' });
  expect(servers[0].fault).toBeUndefined();
  cloud.faults.next('volumeError');
  const image = (await call('GET', '/image/v2/images')).json.images[0].id;
  const local = { boot_index: 0, uuid: image, source_type: 'image', destination_type: 'local' };
  const other = (await create({ block_device_mapping_v2: [local, blank] })).json.server.id;
  await clock.advance(60_000);
  const { server } = (await call('GET', `/compute/v2.1/servers/${other}`)).json;
  expect([server.status, /status is error/.test(server.fault.message)]).toEqual(['ERROR', true]);
});

test('of a server that fails over a volume all go with it but one that is still being made: Nova has made them one after the other', async () => {
  const leftBy = async (mishap: 'volumeError' | 'volumeStuckCreating', isRoot: boolean, seed: number) => {
    const delays = { volumeCreating: [1_000, 9_000] as const };
    const { clock, cloud, call, create } = await caller({ delays, random: seededRandom(seed) });
    const root = {
      ...{ boot_index: 0, source_type: 'image', destination_type: 'volume', volume_size: 10 },
      ...{ uuid: (await call('GET', '/image/v2/images')).json.images[0].id, delete_on_termination: true },
    };
    // It befalls the first of them.
    cloud.faults.next(mishap);
    const block_device_mapping_v2 = isRoot ? [root, blank] : [blank, root];
    const { id } = (await create({ block_device_mapping_v2, imageRef: '' })).json.server;
    await clock.advance(10 * 60_000);
    expect(cloud.world.statusOf(id)).toBe('ERROR');
    await call('DELETE', `/compute/v2.1/servers/${id}`);
    await clock.advance(60_000);
    return cloud.world.everything().volumes.map(({ name, status }) => `${name} ${status}`);
  };
  for (let seed = 1; seed <= 10; seed += 1) {
    expect(await leftBy('volumeError', true, seed)).toEqual([]);
    expect(await leftBy('volumeError', false, seed)).toEqual([]);
  }
  // It has no name, nor anything else by which somebody could know whose it is.
  expect(await leftBy('volumeStuckCreating', true, 1)).toEqual([' creating']);
});

test('thousands of servers are listed as fast as they are sent', async () => {
  const { clock, cloud, call, create } = await caller({
    delays: 'none',
    quotas: {
      compute: { instances: -1, cores: -1, ram: -1 },
      network: { port: -1 },
    },
  });
  for (let i = 0; i < 3000; i += 1) await create({ name: `host-${i}` });
  await clock.advance(1);
  const seen = async (path: string): Promise<number> => {
    const { servers, servers_links } = (await call('GET', path)).json;
    if (!servers_links) return servers.length;
    const next = new URL(servers_links[0].href);
    return servers.length + (await seen(next.pathname + next.search));
  };
  expect([await seen('/compute/v2.1/servers/detail'), cloud.world.everything().ports.length]).toEqual([
    3000, 3000,
  ]);
});

test('it answers on loopback too, and its catalog leads there', async () => {
  const { cloud } = await caller();
  await using listening = await cloud.listen();
  const { authUrl, username, password } = cloud.config('lab', listening.origin);
  const answer = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: username, domain: { id: 'default' }, password } },
        },
      },
    }),
  });
  const { token } = (await answer.json()) as { token: { catalog: { endpoints: { url: string }[] }[] } };
  expect(answer.status).toBe(201);
  expect(token.catalog.every(({ endpoints }) => endpoints[0]?.url.startsWith(listening.origin))).toBe(true);
});
