import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Dockerode from 'dockerode';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  askHostKey,
  type ConnectionState,
  keepConnection,
  makeKeyPair,
  type SshConnection,
  type SshTarget,
  sshEngine,
} from '../../driver/ssh';
import { channelAgent } from '../../driver/ssh/channelAgent';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { type SshHost, sshHosts } from '../support/sshHosts';

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let opened: SshConnection[] = [];

beforeAll(async () => {
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
});
afterEach(async () => {
  for (const connection of opened) connection[Symbol.dispose]();
  opened = [];
  await host.heal();
});
afterAll(() => lab?.[Symbol.asyncDispose]());

function open(changes: Partial<SshTarget> = {}): SshConnection {
  const connection = keepConnection({ ...host.target, ...changes }, { clock, random });
  opened.push(connection);
  return connection;
}

const run = (connection: SshConnection, command: string) => connection.run(command, { quietMs: 20_000 });

async function until(connection: SshConnection, wanted: ConnectionState): Promise<void> {
  if (connection.state === wanted) return;
  await new Promise<void>(resolve => {
    const stop = connection.onState(state => {
      if (state !== wanted) return;
      stop();
      resolve();
    });
  });
}

async function restartSshd(): Promise<void> {
  await host.break('sshd-down');
  await host.heal('sshd-down');
}

test('a command has its input, its output and its status', async () => {
  const connection = open();
  const { status, stdout, stderr } = await connection.run('cat; echo beside >&2; exit 3', {
    input: 'grüße\n',
    quietMs: 20_000,
  });
  expect({ status, stdout, stderr }).toEqual({ status: 3, stdout: 'grüße\n', stderr: 'beside\n' });
});

test('everything shares one connection, more commands at once than sshd allows sessions', async () => {
  const connection = open();
  const seen = await Promise.all(
    Array.from({ length: 30 }, () => run(connection, 'sleep 0.2; echo $SSH_CONNECTION')),
  );
  expect(seen.every(({ status }) => status === 0)).toBe(true);
  expect(new Set(seen.map(({ stdout }) => stdout)).size).toBe(1);
});

test('a big stream arrives whole', async () => {
  const piece = Buffer.alloc(64 * 1024, 7);
  const pieces = Array.from({ length: 512 }, () => piece);
  const { stdout } = await open().run('wc -c', { input: Readable.from(pieces), quietMs: 20_000 });
  expect(Number(stdout)).toBe(512 * 64 * 1024);
});

test('its Docker answers through the connection, on channels that are used again', async () => {
  const connection = open();
  let channels = 0;
  const agent = channelAgent(() => {
    channels += 1;
    return connection.openEngine('/var/run/docker.sock', {});
  });
  const docker = new Dockerode({ agent, protocol: 'http', host: 'docker', port: 80 } as object);
  for (let i = 0; i < 20; i += 1) expect((await docker.version()).ApiVersion).toMatch(/^1\./);
  expect(channels).toBe(1);
  await host.break('docker-down');
  await expect(docker.version()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('an sshd that forwards no sockets still leads to Docker', async () => {
  await host.shell('sh', '-c', 'echo AllowStreamLocalForwarding no >/etc/ssh/sshd_config.d/no.conf');
  await restartSshd();
  try {
    const connection = open();
    const agent = channelAgent(() => connection.openEngine('/var/run/docker.sock', {}));
    const docker = new Dockerode({ agent, protocol: 'http', host: 'docker', port: 80 } as object);
    // More than it allows sessions: each is closed after its call, and commands have theirs all the while.
    const calls = Array.from({ length: 20 }, async () => (await docker.version()).ApiVersion);
    const commands = Array.from({ length: 10 }, async () => (await run(connection, 'echo $USER')).stdout);
    expect(new Set(await Promise.all(commands))).toEqual(new Set(['cloud-user\n']));
    for (const version of await Promise.all(calls)) expect(version).toMatch(/^1\./);
  } finally {
    await host.shell('rm', '/etc/ssh/sshd_config.d/no.conf');
    await restartSshd();
  }
});

test('an engine that was only just starting does not make its sshd one that forwards no sockets', async () => {
  const late = '/tmp/late.sock';
  const shim = '/usr/local/bin/docker';
  const script = `#!/bin/sh\nln -sf /var/run/docker.sock ${late}\nexec /usr/bin/docker "$@"\n`;
  await host.shell('sh', '-c', `printf '${script.replaceAll('\n', '\\n')}' >${shim}; chmod 755 ${shim}`);
  try {
    const connection = open();
    expect((await connection.openEngine(late, {})).isScarce).toBeUndefined();
    expect((await connection.openEngine(late, {})).isScarce).toBeUndefined();
  } finally {
    await host.shell('rm', '-f', shim, late);
  }
});

test('a port of the host answers through the connection, and one where nobody listens says so', async () => {
  const connection = open();
  const port = await connection.openPort(22, {});
  const banner = new Promise<string>(resolve => port.once('data', data => resolve(String(data))));
  expect(await banner).toMatch(/^SSH-2\.0/);
  port.destroy();
  await expect(connection.openPort(9, {})).rejects.toMatchObject({ value: { code: 'SSH_NOBODY_LISTENS' } });
});

test('nothing is sent to a host that shows another key than the pinned one', async () => {
  const seen = await askHostKey({ ...host.target, hostKeys: [] }, { clock });
  expect(host.target.hostKeys).toContainEqual(seen);
  await host.break('hostkey');
  const connection = open();
  await expect(run(connection, 'true')).rejects.toMatchObject({
    value: { code: 'SSH_HOST_KEY_CHANGED', why: expect.stringContaining(seen.fingerprint) },
  });
  expect(connection.state).toBe('waiting');
  await host.heal('hostkey');
  await expect(run(connection, 'true')).rejects.toMatchObject({ value: { code: 'SSH_HOST_KEY_CHANGED' } });
  connection.retry();
  await until(connection, 'open');
});

test('a host that nobody has confirmed is named with its fingerprint', async () => {
  await expect(run(open({ hostKeys: [] }), 'true')).rejects.toMatchObject({
    value: { code: 'SSH_HOST_KEY_UNKNOWN', why: expect.stringMatching(/SHA256:[\w+/]{43}/) },
  });
});

test('a key that was removed, is not the right one, or can not be read', async () => {
  await host.break('nokey');
  await expect(run(open(), 'true')).rejects.toMatchObject({ value: { code: 'SSH_KEY_REFUSED' } });
  await host.heal('nokey');
  const { privateKey, publicKey } = await makeKeyPair('somebody else');
  expect(publicKey).toMatch(/^ssh-ed25519 \S+ somebody else$/);
  await expect(run(open({ credential: { kind: 'key', privateKey } }), 'true')).rejects.toMatchObject({
    value: { code: 'SSH_KEY_REFUSED' },
  });
  await expect(
    run(open({ credential: { kind: 'key', privateKey: 'not a key' } }), 'true'),
  ).rejects.toMatchObject({ value: { code: 'SSH_KEY_UNREADABLE' } });
  await expect(
    run(open({ credential: { kind: 'agent', socket: '/nowhere/agent' } }), 'true'),
  ).rejects.toMatchObject({ value: { kind: 'permanent' } });
});

test('a machine without SSH, and a server that is none', async () => {
  await host.break('sshd-down');
  await expect(run(open(), 'true')).rejects.toMatchObject({ value: { code: 'SSH_UNREACHABLE' } });
});

test('while a host is away each call is refused at once; when it is back it is found again by itself', async () => {
  const connection = open();
  await run(connection, 'true');
  await host.break('kill');
  const broke = run(connection, 'sleep 60');
  await expect(broke).rejects.toMatchObject({ value: { kind: 'transient' } });
  await until(connection, 'waiting');
  await expect(run(connection, 'true')).rejects.toMatchObject({ value: { kind: 'transient' } });
  await host.heal('kill');
  await until(connection, 'open');
  expect((await run(connection, 'echo back')).stdout).toBe('back\n');
});

test('a black hole in the middle of a command is noticed', async () => {
  const connection = open();
  await run(connection, 'true');
  let broke: Promise<void> | undefined;
  await new Promise(onOutput => {
    const command = connection.run('echo begun; sleep 300', { quietMs: 200_000, onOutput });
    broke = expect(command).rejects.toMatchObject({ value: { code: 'SSH_BROKE_OFF' } });
  });
  await host.break('blackhole');
  await broke;
  await host.heal('blackhole');
  await until(connection, 'open');
});

test('a silent command is given up, one that is not wanted any more is ended, and the next goes on', async () => {
  const connection = open();
  await expect(connection.run('sleep 60', { quietMs: 300 })).rejects.toMatchObject({
    value: { code: 'SSH_TIMEOUT' },
  });
  const stop = new AbortController();
  const running = connection.run('exec sleep 61', { quietMs: 60_000, signal: stop.signal });
  setTimeout(() => stop.abort(), 200);
  await expect(running).rejects.toThrow('aborted');
  expect((await run(connection, 'echo on')).stdout).toBe('on\n');
});

test('a port that was opened ends with its connection', async () => {
  const connection = open();
  const port = await connection.openPort(22, {});
  connection[Symbol.dispose]();
  await text(port);
  await expect(run(connection, 'true')).rejects.toMatchObject({ value: { code: 'SSH_BROKE_OFF' } });
});

test('a call to the engine takes no channel that a connection has left which has just ended', async () => {
  let connection = open();
  const engine = sshEngine('ssh://host', () => connection, { clock, random, platform: process.platform });
  await engine.facts();
  const before = connection;
  connection = open();
  await run(connection, 'true');
  before[Symbol.dispose]();
  await engine.facts();
  connection.renew();
  await engine.facts();
});
