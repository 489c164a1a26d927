import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Credential, keepConnection, type SshConnection } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** By which keys of these tests are found among those that the machine lets in. */
const COMMENT = 'credentials-test';
const run = promisify(execFile);

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let folder: string;
let opened: SshConnection[] = [];

beforeAll(async () => {
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  folder = await mkdtemp(path.join(tmpdir(), 'credentials-'));
});
afterEach(() => {
  for (const connection of opened) connection[Symbol.dispose]();
  opened = [];
});
afterAll(async () => {
  await host?.shell('sed', '-i', `/ ${COMMENT}$/d`, '/home/cloud-user/.ssh/authorized_keys');
  if (folder) await rm(folder, { recursive: true });
  await lab?.[Symbol.asyncDispose]();
});

/** Whom the machine takes us for, with this credential. */
async function login(credential: Credential): Promise<string> {
  const connection = keepConnection({ ...host.target, credential }, { clock, random });
  opened.push(connection);
  return (await connection.run('id -un', { quietMs: 20_000 })).stdout.trim();
}
const refused = (code: string, more = {}) => ({ value: { kind: 'permanent', code, ...more } });

/** A key as OpenSSH makes it, which the machine lets in unless it is said not to. */
async function makeKey(name: string, options: string[], { passphrase = '', admitted = true } = {}) {
  const file = path.join(folder, name);
  await run('ssh-keygen', ['-q', '-N', passphrase, '-C', COMMENT, '-f', file, ...options]);
  if (admitted) {
    const line = (await readFile(`${file}.pub`, 'utf8')).trim();
    await host.shell('sh', '-c', `echo '${line}' >>/home/cloud-user/.ssh/authorized_keys`);
  }
  return file;
}

test.each([
  ['ed25519', ['-t', 'ed25519']],
  ['ecdsa', ['-t', 'ecdsa', '-b', '384']],
  ['rsa', ['-t', 'rsa', '-b', '3072']],
  ['rsa-pem', ['-t', 'rsa', '-b', '3072', '-m', 'PEM']],
])('a key file of the type %s lets us in, with and without a passphrase', async (name, options) => {
  const open = await makeKey(name, options);
  expect(await login({ kind: 'file', path: open })).toBe('cloud-user');
  const locked = await makeKey(`${name}-locked`, options, { passphrase: 'grüße, die' });
  expect(await login({ kind: 'file', path: locked, passphrase: 'grüße, die' })).toBe('cloud-user');
  await expect(login({ kind: 'file', path: locked })).rejects.toMatchObject(
    refused('SSH_PASSPHRASE_NEEDED', { where: locked }),
  );
  await expect(login({ kind: 'file', path: locked, passphrase: 'other' })).rejects.toMatchObject(
    refused('SSH_PASSPHRASE_WRONG', { where: locked }),
  );
});

test('a file that is put right is read again at the next attempt', async () => {
  const file = path.join(folder, 'moved');
  const connection = keepConnection(
    { ...host.target, credential: { kind: 'file', path: file } },
    { clock, random },
  );
  opened.push(connection);
  await expect(connection.run('true', { quietMs: 20_000 })).rejects.toMatchObject(
    refused('SSH_KEY_FILE', { where: file, why: expect.stringContaining('no such file') }),
  );
  await makeKey('moved', ['-t', 'ed25519']);
  connection.retry();
  expect((await connection.run('echo in', { quietMs: 20_000 })).stdout).toBe('in\n');
});

test('what is no key that can be used is named for what it is', async () => {
  const file = await makeKey('good', ['-t', 'ed25519'], { admitted: false });
  const other = async (name: string, text: string) => {
    const made = path.join(folder, name);
    await writeFile(made, text);
    return login({ kind: 'file', path: made });
  };
  await expect(login({ kind: 'file', path: file })).rejects.toMatchObject(
    refused('SSH_KEY_REFUSED', { next: expect.stringContaining(file) }),
  );
  await expect(login({ kind: 'file', path: `${file}.pub` })).rejects.toMatchObject(
    refused('SSH_KEY_UNREADABLE', { next: expect.stringContaining('.pub') }),
  );
  await expect(login({ kind: 'file', path: folder })).rejects.toMatchObject(
    refused('SSH_KEY_FILE', { why: 'It is a folder.' }),
  );
  await expect(other('letter', 'Dear machine, let me in.')).rejects.toMatchObject(
    refused('SSH_KEY_UNREADABLE'),
  );
  const pkcs8 = path.join(folder, 'pkcs8');
  await run('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', pkcs8]);
  await expect(login({ kind: 'file', path: pkcs8 })).rejects.toMatchObject(
    refused('SSH_KEY_UNREADABLE', { next: expect.stringContaining('ssh-keygen -p') }),
  );
});

test('an agent lets us in with a key that it holds, and says when it holds none or is away', async () => {
  const socket = path.join(folder, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  const add = (...args: string[]) => run('ssh-add', args, { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  try {
    await once(agent.stdout, 'data');
    await expect(login({ kind: 'agent', socket })).rejects.toMatchObject(refused('SSH_AGENT_EMPTY'));
    await add('-q', await makeKey('held', ['-t', 'ed25519']));
    expect(await login({ kind: 'agent', socket })).toBe('cloud-user');

    // The machine counts each key that it is offered.
    await add('-q', '-D');
    for (let i = 0; i < 8; i += 1) {
      await add('-q', await makeKey(`many-${i}`, ['-t', 'ed25519'], { admitted: false }));
    }
    await expect(login({ kind: 'agent', socket })).rejects.toMatchObject(
      refused('SSH_KEY_REFUSED', { next: expect.stringContaining('ssh-add -d') }),
    );
  } finally {
    agent.kill();
    await once(agent, 'exit');
  }
  await expect(login({ kind: 'agent', socket })).rejects.toMatchObject(refused('SSH_AGENT_MISSING'));
  await expect(login({ kind: 'agent', socket: undefined })).rejects.toMatchObject(
    refused('SSH_AGENT_MISSING', { why: expect.stringContaining('SSH_AUTH_SOCK') }),
  );
});

test('what listens as an agent and is none is found out', async () => {
  const socket = path.join(folder, 'no-agent');
  const server = net.createServer(peer => peer.end('What?\n')).listen(socket);
  await once(server, 'listening');
  try {
    await expect(login({ kind: 'agent', socket })).rejects.toMatchObject(refused('SSH_AGENT_MISSING'));
  } finally {
    server.close();
  }
});
