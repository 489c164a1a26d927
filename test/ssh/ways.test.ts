import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckedMachine } from '../../driver/machines';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { ask } from '../support/proxy';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';
import { type SshHost, sshHosts } from '../support/sshHosts';

const { signal } = new AbortController();
const SLOW_MS = 300_000;
const COMMENT = 'ways-test';
const PASSPHRASE = 'the passphrase of the ways';
const SUDO_PASSWORD = 'the sudo of the ways';

let lab: Awaited<ReturnType<typeof sshHosts>>;
let gate: SshHost;
let inner: SshHost[];
let folder: string;
let pool: TestRockpool;
let poolId: string;
let keyFile: string;
let jumpId: string;
let ids: string[];

/** Two machines behind a third; they let in a key file with a passphrase, and sudo asks for a password there. */
beforeAll(async () => {
  lab = await sshHosts(3);
  const [first, ...others] = lab.hosts as [SshHost, ...SshHost[]];
  gate = first;
  inner = others;
  folder = await mkdtemp(path.join(tmpdir(), 'ways-'));
  keyFile = path.join(folder, 'id');
  const options = ['-q', '-t', 'ed25519', '-N', PASSPHRASE, '-C', COMMENT, '-f', keyFile];
  await promisify(execFile)('ssh-keygen', options);
  const line = (await readFile(`${keyFile}.pub`, 'utf8')).trim();
  for (const host of lab.hosts) {
    await host.shell('sh', '-c', `echo '${line}' >>/home/cloud-user/.ssh/authorized_keys`);
    await putRight(host);
  }
  for (const host of inner) {
    await host.break('sudo-password');
    await host.shell('sh', '-c', `echo 'cloud-user:${SUDO_PASSWORD}' | chpasswd`);
  }
  const images = await ensureLabImages(['httpd']);
  pool = await startTestRockpool(undefined);
  const { services } = pool.rockpool;
  services.images.importFiles([path.join(images, 'httpd.tar')]);
  await pool.until(() => Object.keys(pool.state().images).length === 1);
  const config = { DD_MAX_HOSTS: 2, DD_FREE_SLOT_TARGET: 0 };
  poolId = services.pools.create({ name: 'DockerDriver', provider: 'ssh', config }).id;
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  for (const host of lab?.hosts ?? []) {
    await host.heal();
    await putRight(host);
    await host.shell('sed', '-i', `/ ${COMMENT}$/d`, '/home/cloud-user/.ssh/authorized_keys');
  }
  if (folder) await rm(folder, { recursive: true });
  await lab?.[Symbol.asyncDispose]();
});

async function putRight(host: SshHost): Promise<void> {
  await host.shell('sh', '-c', 'docker ps -aq --filter label=rockpool.controller | xargs -r docker rm -f');
  await host.shell('rm', '-f', '/var/lib/rockpool/host.json');
}

const states = ({ checks }: CheckedMachine) => checks.map(({ name, state }) => `${name}: ${state}`);
const stateOf = ({ checks }: CheckedMachine, wanted: string) =>
  checks.find(({ name }) => name === wanted)?.state;
const failures = ({ checks }: CheckedMachine) => checks.filter(({ state }) => state !== 'ok');

test('a jump host is looked at before what is behind it, and confirmed as a machine is', async () => {
  const { machines } = pool.rockpool.services;
  const login = { kind: 'file' as const, path: keyFile };
  const { address, port } = gate.target;
  const jump = await machines.jumpHosts.add(poolId, { address, port, user: 'cloud-user', login });
  jumpId = jump.id;
  const drafts = inner.map(({ name, address }) => ({
    ...{ address, user: 'cloud-user', slots: 2, label: name, login, jumpId, sudo: 'password' as const },
  }));
  ids = (await machines.add(poolId, drafts)).map(({ id }) => id);
  const [id = ''] = ids;
  const unknown = await machines.check(id, { signal });
  expect(states(unknown).slice(0, 3)).toEqual(['jump host: failed', 'reachable: open', 'host key: open']);
  expect(unknown.jumpShown?.id).toBe(jumpId);
  expect(gate.target.hostKeys).toContainEqual(unknown.jumpShown?.key);
  expect(unknown.shown).toBeUndefined();
  if (unknown.jumpShown) machines.jumpHosts.confirm(jumpId, unknown.jumpShown.key);

  const locked = await machines.check(id, { signal });
  expect(failures(locked)[0]).toMatchObject({
    name: 'jump host',
    found: expect.stringContaining(keyFile),
    fix: expect.stringContaining('passphrase'),
  });
  machines.jumpHosts.update(jumpId, jump, { passphrase: PASSPHRASE });
  const reached = await machines.check(id, { signal });
  expect(states(reached).slice(0, 4)).toEqual([
    ...['jump host: ok', 'reachable: ok', 'host key: failed', 'login: open'],
  ]);
  for (const [at, one] of ids.entries()) {
    const { shown } = await machines.check(one, { signal });
    expect(inner[at]?.target.hostKeys).toContainEqual(shown);
    if (shown) machines.confirm(one, shown);
  }
});

test('the password for sudo is asked for, found wrong, and found right; each answer comes by itself', async () => {
  const { machines } = pool.rockpool.services;
  const [id = ''] = ids;
  const sudo = async () => (await machines.check(id, { signal })).checks.find(({ name }) => name === 'sudo');
  expect(await sudo()).toMatchObject({ state: 'failed', fix: expect.stringContaining('Enter the password') });
  const give = (one: string, sudoPassword: string) => {
    const machine = pool.state().machines[one];
    if (machine) machines.update(one, machine, { sudoPassword });
  };
  give(id, 'wrong');
  expect(await sudo()).toMatchObject({ state: 'failed', fix: expect.stringContaining('right password') });
  for (const one of ids) give(one, SUDO_PASSWORD);
  const told: CheckedMachine[] = [];
  const checked = await machines.check(id, { signal, onCheck: now => told.push(now) });
  expect(failures(checked)).toEqual([]);
  const known = told.map(({ checks }) => checks.filter(({ state }) => state !== 'open').length);
  expect(known.slice(0, 3)).toEqual([1, 2, 3]);
  expect(known).toEqual(known.toSorted((a, b) => a - b));
  expect(told.at(-1)).toEqual(checked);
});

test('a test is cancelled in its middle', async () => {
  const { machines } = pool.rockpool.services;
  const [id = ''] = ids;
  const stop = new AbortController();
  const testing = machines.check(id, {
    signal: stop.signal,
    onCheck: now => stateOf(now, 'reachable') === 'ok' && stop.abort(),
  });
  await expect(testing).rejects.toThrow('aborted');
});

test(
  'two machines behind one jump host become hosts over one connection to it, and run instances',
  async () => {
    const blueprint = pool.blueprint({
      docker_image: 'lab/httpd',
      consumed_slots: 2,
      proxy_options: { proxy_rewrite: true },
    });
    const launched = [pool.launch(blueprint), pool.launch(blueprint)].map(({ id }) => id);
    await pool.until(() => launched.every(id => pool.instance(id).state === 'running'), SLOW_MS);
    for (const id of launched) {
      const url = new URL(pool.rockpool.services.instances.urlOf(id));
      const { status } = await ask(Number(url.port), url.pathname);
      expect(status).toBe(200);
    }
    const hosts = Object.values(pool.state().hosts).filter(({ phase }) => phase === 'active');
    expect(hosts.map(({ name }) => name).sort()).toEqual(inner.map(({ name }) => name).sort());
    // sshd has a process for each user's connection.
    const sessions = await gate.shell('sh', '-c', "pgrep -fc '^sshd: cloud-user$' || true");
    expect(sessions.trim()).toBe('1');
  },
  SLOW_MS,
);

test('no file of the data folder has a passphrase or a password', async () => {
  const names = await readdir(pool.dataDir, { recursive: true, withFileTypes: true });
  const files = names.filter(name => name.isFile()).map(name => path.join(name.parentPath, name.name));
  expect(files.some(name => name.endsWith('state.db'))).toBe(true);
  for (const file of files) {
    const text = await readFile(file, 'latin1');
    for (const secret of [PASSPHRASE, SUDO_PASSWORD]) expect(text.includes(secret), file).toBe(false);
  }
});

test('nor does anything on the machines', async () => {
  const [host] = inner;
  const found = await host?.shell(
    'sh',
    '-c',
    `grep -rlF '${SUDO_PASSWORD}' /var/log /var/lib/rockpool /usr/local /run 2>/dev/null || true`,
  );
  expect(found).toBe('');
});

test(
  'they are given back with the password for sudo, and only then the jump host may go',
  async () => {
    const { pools, machines } = pool.rockpool.services;
    expect(() => machines.jumpHosts.remove(jumpId)).toThrow('leads on to 2 machines');
    pools.shutdowns.shutDown(poolId, { how: 'now' });
    await pool.until(() => pool.state().shutdowns[poolId]?.state === 'done', SLOW_MS);
    for (const host of inner) {
      expect((await host.shell('sh', '-c', 'ls /var/lib/rockpool/host.json || echo none')).trim()).toBe(
        'none',
      );
      expect(await host.shell('docker', 'ps', '-aq', '--filter', 'label=rockpool.controller')).toBe('');
    }
    for (const id of ids) machines.remove(id);
    machines.jumpHosts.remove(jumpId);
    expect([pool.state().machines, pool.state().jumpHosts]).toEqual([{}, {}]);
  },
  SLOW_MS,
);
