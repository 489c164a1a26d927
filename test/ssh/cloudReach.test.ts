import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { firstContact } from '../../driver/providers/openstack/firstContact';
import { keyNote } from '../../driver/providers/openstack/hostKeys';
import { replaceGivenKey } from '../../driver/providers/openstack/ownKey';
import { ed25519Pair, type SshConnection } from '../../driver/ssh';
import { type CloudServer, cloudServer, gateOver } from '../support/cloudServer';
import { type JumpingClock, jumpingClock } from '../support/jumpingClock';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** A server of a cloud: how it is known before anybody has been there, and ever after. */
let lab: Awaited<ReturnType<typeof sshHosts>>;
let machine: SshHost;
let gate: SshHost;
let server: CloudServer;
let clock: JumpingClock;

const { signal } = new AbortController();
const SERVER_KEY = '/etc/ssh/ssh_host_ed25519_key';

beforeAll(async () => {
  lab = await sshHosts(2);
  [machine, gate] = lab.hosts as [SshHost, SshHost];
});
beforeEach(async () => {
  clock = jumpingClock();
  server = await cloudServer(machine, clock);
});
afterEach(() => server?.[Symbol.asyncDispose]());
afterAll(() => lab?.[Symbol.asyncDispose]());

const bash = (script: string) => machine.shell('bash', '-c', script);
const hostname = async () =>
  (await server.connections.to(server.id).run('hostname', { quietMs: 20_000, signal })).stdout.trim();
const refused = (value: object) => ({ value: expect.objectContaining(value) });
const fingerprints = () => server.connections.way(server.id).hostKeys.map(({ fingerprint }) => fingerprint);

/** @param failing the note that can't be written, from 1; then it is as if Rockpool had been killed there */
function replace(failing?: number) {
  let count = 0;
  const noteKey = async (note: string) => {
    count += 1;
    if (count === failing) throw new Error('killed');
    server.notes.push(note);
  };
  return replaceGivenKey(server.id, server.given, {
    connections: server.connections,
    clock,
    signal,
    noteKey,
  });
}
function contact(consoleLog: () => string) {
  const told: string[] = [];
  const noteKey = async (note: string) => void server.notes.push(note);
  const done = firstContact(server.id, server.given, {
    ...{ connections: server.connections, clock, signal, noteKey },
    consoleLog: async () => consoleLog(),
    onLine: text => told.push(text),
  });
  return { done, told };
}

test('a server shows the key that it was given, and is let make one of its own, which alone counts from then on', async () => {
  server.seen();
  expect(await hostname()).toBe(machine.name);
  expect(fingerprints()).toEqual([server.given.key.fingerprint]);
  const own = await replace();
  expect(own.fingerprint).not.toBe(server.given.key.fingerprint);
  expect(await server.shown()).toEqual(own);
  expect(fingerprints()).toEqual([own.fingerprint]);
  expect(server.notes).toEqual([keyNote([server.given.key, own]), keyNote([own])]);
  expect(await hostname()).toBe(machine.name);
  expect((await bash('ls /etc/ssh/ssh_host_*')).trim().split('\n')).toEqual([
    SERVER_KEY,
    `${SERVER_KEY}.pub`,
  ]);
  expect(await bash(`stat -c '%a %U' ${SERVER_KEY}; ssh-keygen -y -f ${SERVER_KEY}`)).toBe(
    `600 root\n${await bash(`cat ${SERVER_KEY}.pub`)}`,
  );
});

test('for its own key it is logged in to once more, and what has shown that key is gone on with', async () => {
  server.seen();
  expect(await hostname()).toBe(machine.name);
  const first = server.connections.to(server.id);
  const used: SshConnection[] = [];
  await replaceGivenKey(server.id, server.given, {
    ...{ connections: server.connections, clock, signal },
    noteKey: async () => void used.push(server.connections.to(server.id)),
  });
  const [before, after] = used;
  expect(before).toBe(first);
  expect(first.state).toBe('closed');
  expect([after === first, after?.state]).toEqual([false, 'open']);
  expect(server.connections.to(server.id)).toBe(after);
});

test('a command that runs meanwhile comes to its end; nothing else is begun on the connection to the given key', async () => {
  server.seen();
  const first = server.connections.to(server.id);
  const running = first.run('echo begun; sleep 5; echo done', { quietMs: 20_000, signal });
  const own = await replace();
  expect(fingerprints()).toEqual([own.fingerprint]);
  expect(server.connections.to(server.id)).not.toBe(first);
  expect((await running).stdout).toBe('begun\ndone\n');
  await expect(first.run('true', { quietMs: 20_000, signal })).rejects.toThrow();
});

test.each([1, 2])(
  'killed before note %i, it goes on from there, and the server is known all the while',
  async failing => {
    server.seen();
    await expect(replace(failing)).rejects.toThrow('killed');
    const between = fingerprints();
    server.restart();
    expect(await hostname()).toBe(machine.name);
    const own = await replace();
    expect(between).toContain(own.fingerprint);
    expect(await server.shown()).toEqual(own);
    expect(fingerprints()).toEqual([own.fingerprint]);
    expect(server.notes.at(-1)).toBe(keyNote([own]));
  },
);

test('killed after the server has taken its own key, and with half a key from before, it ends the same way', async () => {
  server.seen();
  await bash(`echo half >${SERVER_KEY}.rockpool`);
  const own = await replace();
  server.connections.pin(server.id, [server.given.key, own]);
  server.restart();
  expect(await hostname()).toBe(machine.name);
  expect(await replace()).toEqual(own);
  expect(await server.shown()).toEqual(own);
  // The public part is what cloud-init and people read.
  await bash(`echo wrong >${SERVER_KEY}.pub`);
  await replace();
  expect(await bash(`ssh-keygen -lf ${SERVER_KEY}.pub`)).toContain(own.fingerprint);
});

test('a store that is empty takes the server back by what its metadata says of its keys', async () => {
  server.seen();
  const own = await replace();
  server.restart('empty');
  server.seen({ keyNote: '' });
  await expect(hostname()).rejects.toMatchObject(refused({ code: 'SSH_HOST_KEY_CHANGED' }));
  server.restart('empty');
  server.seen();
  expect(fingerprints()).toEqual([own.fingerprint]);
  expect(await hostname()).toBe(machine.name);
});

test('a server that was rebuilt shows the key that it was given once more, and is refused with what to do', async () => {
  server.seen();
  await replace();
  await server.showKey(server.given);
  server.restart();
  server.seen();
  await expect(hostname()).rejects.toMatchObject(
    refused({ code: 'SSH_HOST_KEY_CHANGED', next: expect.stringContaining('rebuilt') }),
  );
  await expect(contact(() => '').done).rejects.toMatchObject(refused({ code: 'SSH_HOST_KEY_CHANGED' }));
});

test('after a restart it is reached before its cloud has listed it', async () => {
  expect(() => server.connections.to(server.id)).toThrow(
    'How this machine of the cloud is reached is not known',
  );
  server.seen();
  server.restart();
  expect(await hostname()).toBe(machine.name);
});

test('one that has moved is followed to its new address, and known there by its key', async () => {
  server.seen({ address: '198.18.0.1' });
  const before = server.connections.to(server.id);
  server.seen();
  expect(server.connections.to(server.id)).not.toBe(before);
  expect(before.state).toBe('closed');
  expect(await hostname()).toBe(machine.name);
  expect(server.connections.to(server.id)).toBe(server.connections.to(server.id));
  server.seen({ address: gate.address });
  await expect(hostname()).rejects.toMatchObject(refused({ code: 'SSH_HOST_KEY_CHANGED' }));
});

test('behind a jump host it is reached from there, and makes its own key all the same', async () => {
  server.gate = gateOver(gate, clock);
  server.way = { ...server.way, jump: `ada@${gate.address}` };
  server.seen();
  const { stdout } = await server.connections
    .to(server.id)
    .run('echo $SSH_CONNECTION', { quietMs: 20_000, signal });
  expect(stdout.split(' ')[0]).toBe(gate.address);
  expect(await server.shown()).toEqual(server.given.key);
  const own = await replace();
  expect(await server.shown()).toEqual(own);
  expect(fingerprints()).toEqual([own.fingerprint]);
});

test('a jump host that nobody has confirmed leads nowhere, and that is told; once it is, it does', async () => {
  server.way = { ...server.way, jump: `ada@${gate.address}` };
  server.seen();
  await expect(hostname()).rejects.toMatchObject(refused({ code: 'CLOUD_JUMP_UNKNOWN' }));
  expect(server.connections.to(server.id)).toBe(server.connections.to(server.id));
  server.gate = gateOver(gate, clock);
  expect(await hostname()).toBe(machine.name);
});

test('when its host is gone nothing is kept of it', async () => {
  server.seen();
  expect(server.store.serverWays.size).toBe(1);
  server.store.hosts.put(server.host.id, { ...server.host, phase: 'removed' });
  expect(server.store.serverWays.size).toBe(0);
  server.seen();
  expect(server.store.serverWays.size).toBe(0);
});

test('one that has made keys of its own is known by what its console shows, and by nothing before that', async () => {
  const own = ed25519Pair(Buffer.alloc(32, 9), '');
  await server.showKey(own);
  server.seen();
  let log = '';
  const { done, told } = contact(() => log);
  // It is asked for the console more than once, and nothing is sent.
  await expect.poll(() => server.connections.to(server.id).failure?.code).toBe('SSH_HOST_KEY_CHANGED');
  expect(fingerprints()).toEqual([server.given.key.fingerprint]);
  log = `-----BEGIN SSH HOST KEY KEYS-----\r\n${own.publicKey} root@vm\r\n-----END SSH HOST KEY KEYS-----\r\n`;
  const jumping = setInterval(() => clock.jump(10_000), 50);
  await done.finally(() => clearInterval(jumping));
  expect(told).toContainEqual(expect.stringContaining('by its console'));
  expect(await hostname()).toBe(machine.name);
  expect(server.notes).toEqual([`ssh-ed25519 ${fingerprints()[0]}`]);
});

test('where the console shows nothing, or vouches for another, it ends with a sentence and nothing was sent', async () => {
  const own = ed25519Pair(Buffer.alloc(32, 9), '');
  const other = ed25519Pair(Buffer.alloc(32, 10), '');
  await server.showKey(own);
  for (const [line, code] of [
    ['', 'CLOUD_HOST_KEY_UNKNOWN'],
    // The key that it was given: then who answers is somebody else.
    [server.given.publicKey, 'CLOUD_HOST_KEY_UNKNOWN'],
    [other.publicKey, 'SSH_HOST_KEY_CHANGED'],
  ]) {
    server.restart('empty');
    server.seen();
    const { done } = contact(
      () => `-----BEGIN SSH HOST KEY KEYS-----\n${line}\n-----END SSH HOST KEY KEYS-----\n`,
    );
    const jumping = setInterval(() => clock.jump(10_000), 50);
    await expect(done.finally(() => clearInterval(jumping))).rejects.toMatchObject(refused({ code }));
  }
});

test('one that never answers is given up after ten minutes, with what to look at', async () => {
  server.seen({ address: '127.0.0.9' });
  const { done } = contact(() => '');
  const jumping = setInterval(() => clock.jump(10_000), 20);
  await expect(done.finally(() => clearInterval(jumping))).rejects.toMatchObject(
    refused({ code: 'CLOUD_BOOT_TIMEOUT', next: expect.stringContaining('DD_HOST_SSH_FROM') }),
  );
});
