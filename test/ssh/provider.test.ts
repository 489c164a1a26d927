import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Engine, pushMark } from '../../driver/engine';
import type { Host } from '../../driver/model/host';
import { defaultConfigOf, type Pool } from '../../driver/model/pool';
import { type Provider, type SshMachine, sshProvider } from '../../driver/providers';
import { keepConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { forgetImages } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

const { signal } = new AbortController();
const POOL: Pool = {
  id: 'pool-1',
  name: 'lab',
  provider: 'local',
  engineUrl: '',
  config: defaultConfigOf('lab'),
  createdAt: 1,
};

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: [SshHost, SshHost];
let machines: SshMachine[];
let engines: Map<string, Engine>;

beforeAll(async () => {
  lab = await sshHosts(2);
  hosts = lab.hosts as [SshHost, SshHost];
  for (const host of hosts) await forgetImages(host);
  machines = hosts.map(({ name, target }, at) => ({
    id: name,
    name,
    slots: [4, 12][at] ?? null,
    connection: keepConnection(target, { clock, random }),
  }));
  engines = new Map(
    machines.map(({ id, connection }) => {
      const url = `ssh://${id}`;
      return [url, sshEngine(url, () => connection, { clock, random, platform: process.platform })];
    }),
  );
});
beforeEach(async () => {
  for (const host of hosts) await host.shell('rm', '-f', '/var/lib/rockpool/host.json');
});
afterEach(async () => {
  for (const host of hosts) await host.heal();
  for (const { connection } of machines) connection.retry();
});
afterAll(async () => {
  for (const { connection } of machines ?? []) connection[Symbol.dispose]();
  await lab?.[Symbol.asyncDispose]();
});

function provider(controllerId = 'ours'): Provider {
  const connect = (url: string) => engines.get(url) as Engine;
  return sshProvider(POOL, { controllerId, engines: { connect }, clock, machines: () => machines });
}
function host(id: string, changes: Partial<Host> = {}): Host {
  return {
    id,
    poolId: POOL.id,
    name: id,
    phase: 'spawning',
    history: [],
    slots: 4,
    createdAt: 1,
    ...changes,
  };
}
const listed = async (one: Provider, known: Host[] = []) =>
  (await one.list(known, { signal })).map(({ hostId, providerId, controllerId }) => ({
    hostId,
    providerId,
    controllerId,
  }));

test("a machine that is nobody's becomes a host, the smallest that holds what is wanted first, until none is left", async () => {
  const ours = provider();
  expect(await ours.list([], { signal })).toEqual([]);
  expect(await ours.room?.({ signal })).toBe(2);
  await ours.create(host('one', { slots: 6 }), { signal });
  expect(await listed(ours)).toEqual([{ hostId: 'one', providerId: hosts[1].name, controllerId: 'ours' }]);
  await ours.create(host('two', { slots: 6 }), { signal });
  expect(await ours.room?.({ signal })).toBe(0);
  await expect(ours.create(host('three'), { signal })).rejects.toMatchObject({
    value: { code: 'NO_MACHINE_FREE', kind: 'capacity' },
  });
});

test('the engine of a listed machine says what it is', async () => {
  const ours = provider();
  await ours.create(host('one'), { signal });
  const [machine] = await ours.list([], { signal });
  expect(machine).toMatchObject({
    state: 'running',
    engineUrl: `ssh://${hosts[0].name}`,
    facts: { operatingSystem: expect.stringContaining('Debian'), architecture: 'amd64' },
  });
});

test('of many who want the last machine at once one gets it, and the same host never gets two', async () => {
  const ours = provider();
  await ours.create(host('one'), { signal });
  const tries = await Promise.allSettled(
    ['a', 'b', 'c', 'd'].map(id => provider(id).create(host(id), { signal })),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await listed(ours)).toHaveLength(2);
});

test('what carries the mark of another Rockpool is listed as theirs, and left alone', async () => {
  await provider('theirs').create(host('other'), { signal });
  const ours = provider();
  const [foreign] = await ours.list([], { signal });
  expect(foreign).toMatchObject({ hostId: 'other', controllerId: 'theirs' });
  expect(await ours.destroy(host('other', { providerId: hosts[0].name }), { signal })).toBe('gone');
  expect(await listed(ours)).toHaveLength(1);
});

test.each([
  ['whose shell runs nothing', ['sed', '-i', '1i exec true # of a test', '/home/cloud-user/.bashrc']],
  ['whose mark was damaged', ['truncate', '-s', '20', '/var/lib/rockpool/host.json']],
])('a machine %s is still the host that it was, and not free', async (_, damage) => {
  const ours = provider();
  const one = host('one', { providerId: hosts[0].name });
  await ours.create(one, { signal });
  await hosts[0].shell('touch', '/home/cloud-user/.bashrc');
  await hosts[0].shell('sh', '-c', 'echo >>/home/cloud-user/.bashrc');
  await hosts[0].shell(...damage);
  try {
    expect(await listed(ours, [one])).toEqual([
      { hostId: 'one', providerId: hosts[0].name, controllerId: 'ours' },
    ]);
    expect(await ours.room?.({ signal })).toBe(1);
  } finally {
    await hosts[0].shell('sed', '-i', '/# of a test$/d', '/home/cloud-user/.bashrc');
  }
});

test('a machine that is given back has nothing of ours left, and everything of others', async () => {
  const ours = provider();
  await ours.create(host('one'), { signal });
  await hosts[0].shell(
    'sh',
    '-c',
    'mkdir -p /var/lib/rockpool/instances && touch /var/lib/rockpool/instances/x.json',
  );
  const engine = engines.get(`ssh://${hosts[0].name}`) as Engine;
  const labels = { 'rockpool.controller': 'ours', 'rockpool.host': 'one' };
  await hosts[0].shell(
    'sh',
    '-c',
    'docker image inspect tiny >/dev/null 2>&1 || (cd / && tar -c bin/true | docker import - tiny) >/dev/null',
  );
  const ourContainer = await engine.docker.createContainer({
    Image: 'tiny',
    Cmd: ['/bin/true'],
    Labels: labels,
  });
  const theirs = await engine.docker.createContainer({ Image: 'tiny', Cmd: ['/bin/true'] });
  expect(await ours.destroy(host('one', { providerId: hosts[0].name }), { signal })).toBe('gone');
  await expect(ourContainer.inspect()).rejects.toMatchObject({ statusCode: 404 });
  expect((await theirs.inspect()).Id).toBe(theirs.id);
  await theirs.remove();
  expect(
    await hosts[0].shell('sh', '-c', 'cd /var/lib/rockpool && ls -d host.json instances 2>/dev/null || true'),
  ).toBe('');
  expect(await ours.room?.({ signal })).toBe(2);
});

test('images that Rockpool has brought go with the machine where the pool wants that, and nobody elses', async () => {
  const ours = provider();
  await ours.create(host('one'), { signal });
  const engine = engines.get(`ssh://${hosts[0].name}`) as Engine;
  const make = (text: string) =>
    hosts[0].shell(
      'sh',
      '-c',
      `cd / && (printf ${text} >/tmp/${text}; tar -c tmp/${text} bin/true) | docker import - left/${text}:1`,
    );
  for (const text of ['plain', 'shared', 'used']) {
    const id = `left/${text}:1`;
    const imageId = (await make(text)).trim();
    const [repo = '', tag = ''] = pushMark({ id, imageId }).split(':');
    await engine.docker.getImage(id).tag({ repo, tag });
  }
  await make('foreign');
  await engine.docker.getImage('left/shared:1').tag({ repo: 'mine/shared', tag: '1' });
  const user = await engine.docker.createContainer({ Image: 'left/used:1', Cmd: ['/bin/true'] });
  const names = async () =>
    (await engine.survey()).images
      .flatMap(image => image.names)
      .filter(name => /left|mine|pushed/.test(name));
  const giveBack = async (remove: boolean) => {
    const config = { ...POOL.config, DD_REMOVE_IMAGES: remove };
    const lines: string[] = [];
    const options = { signal, config, onLine: (line: string) => lines.push(line) };
    await ours.destroy(host('one', { providerId: hosts[0].name }), options);
    return lines;
  };
  try {
    expect(await giveBack(false)).toEqual([]);
    expect(await names()).toHaveLength(8);
    await ours.create(host('one'), { signal });
    const [line, ...others] = await giveBack(true);
    expect(others).toEqual([]);
    expect(line).toMatch(/^Taken off one: 2 images left\/(plain:1, left\/shared|shared:1, left\/plain):1\. /);
    expect(line).toContain('Left on one, since a container uses it: the image left/used:1.');
    expect((await names()).filter(name => !name.includes('pushed')).sort()).toEqual([
      'left/foreign:1',
      'left/used:1',
      'mine/shared:1',
    ]);
    expect(await ours.room?.({ signal })).toBe(2);
  } finally {
    await user.remove();
    await hosts[0].shell(
      'sh',
      '-c',
      'docker images -q left/* | sort -u | xargs -r docker rmi -f; docker rmi -f mine/shared:1',
    );
  }
});

test('a machine that does not answer is listed as it was known, so that nothing is taken for gone', async () => {
  const ours = provider();
  await ours.create(host('one'), { signal });
  const known = host('one', { providerId: hosts[0].name, phase: 'active' });
  expect(await listed(ours, [known])).toHaveLength(1);
  await hosts[0].break('kill');
  expect(await listed(ours, [known])).toEqual([
    { hostId: 'one', providerId: hosts[0].name, controllerId: 'ours' },
  ]);
});

test('who may not become an administrator without a password is told what to do, and with it is one', async () => {
  await hosts[0].break('sudo-password');
  await hosts[1].break('sudo-password');
  await expect(provider().create(host('one'), { signal })).rejects.toMatchObject({
    value: { code: 'SSH_SUDO_PASSWORD', kind: 'permanent', next: expect.stringContaining('NOPASSWD') },
  });
  const knowing = (sudoPassword: string): SshMachine => ({
    ...{ id: 'first', name: 'first', slots: 4 },
    connection: keepConnection({ ...hosts[0].target, sudoPassword }, { clock, random }),
  });
  const poolOf = (machine: SshMachine) =>
    sshProvider(POOL, {
      ...{ controllerId: 'ours', clock, machines: () => [machine] },
      engines: { connect: () => engines.get(`ssh://${hosts[0].name}`) as Engine },
    });
  const mistaken = knowing('wrong');
  const right = knowing('lab');
  try {
    await expect(poolOf(mistaken).create(host('one'), { signal })).rejects.toMatchObject({
      value: { code: 'SSH_SUDO_REFUSED', kind: 'permanent' },
    });
    await poolOf(right).create(host('one'), { signal });
    expect(await hosts[0].shell('cat', '/var/lib/rockpool/host.json')).toContain('"one"');
    await poolOf(right).destroy(host('one', { providerId: 'first' }), { signal });
    expect(await hosts[0].shell('sh', '-c', 'ls /var/lib/rockpool/host.json || echo none')).toBe('none\n');
  } finally {
    for (const { connection } of [mistaken, right]) connection[Symbol.dispose]();
  }
});
