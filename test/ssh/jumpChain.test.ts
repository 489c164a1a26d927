import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckedMachine } from '../../driver/machines';
import type { FoundJump } from '../../driver/model/foundMachine';
import { labKey } from '../../scripts/lib/labHosts.mjs';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';
import { type SshHost, sshHosts } from '../support/sshHosts';

const { signal } = new AbortController();
const POOL = { name: 'lab', provider: 'ssh', config: { DD_MAX_HOSTS: 1, DD_FREE_SLOT_TARGET: 0 } } as const;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: SshHost[];
let folder: string;
let config: string;
let pool: TestRockpool;
let poolId: string;

/** A machine behind one jump host behind another, written down in both ways that OpenSSH has for it. */
beforeAll(async () => {
  lab = await sshHosts(3);
  hosts = lab.hosts;
  const [outer, middle, inner] = hosts as [SshHost, SshHost, SshHost];
  folder = await mkdtemp(path.join(tmpdir(), 'chain-'));
  config = path.join(folder, 'config');
  const key = path.join(folder, 'id');
  await writeFile(key, await labKey(), { mode: 0o600 });
  const named = (name: string, { address }: SshHost, ...more: string[]) =>
    [`Host ${name}`, `  HostName ${address}`, ...more.map(line => `  ${line}`)].join('\n');
  const lines = [
    named('outer', outer),
    named('middle', middle, 'ProxyJump outer'),
    named('by-settings', inner, 'ProxyJump middle'),
    named('by-list', inner, 'ProxyJump outer,middle'),
    named('by-command', inner, 'ProxyCommand ssh -W %h:%p middle'),
    ['Host *', '  User cloud-user', `  IdentityFile ${key}`, '  StrictHostKeyChecking no'].join('\n'),
    [`  UserKnownHostsFile ${path.join(folder, 'known_hosts')}`, '  LogLevel ERROR', ''].join('\n'),
  ];
  await writeFile(config, lines.join('\n'));
  pool = await startTestRockpool(undefined);
  poolId = pool.rockpool.services.pools.create(POOL).id;
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  for (const host of hosts ?? []) await host.heal();
  if (folder) await rm(folder, { recursive: true });
  await lab?.[Symbol.asyncDispose]();
});

/** As the window does it. @returns the id of the jump host */
async function addJump({ jump }: FoundJump): Promise<string | null> {
  if (!jump) return null;
  const { address, port, user, login } = jump;
  if (!login) throw new Error('The configuration names a key for all.');
  const draft = { address, port, user, login, jumpId: await addJump(jump) };
  return (await pool.rockpool.services.machines.jumpHosts.add(poolId, draft)).id;
}
const stateOf = ({ checks }: CheckedMachine, wanted: string) =>
  checks.find(({ name }) => name === wanted)?.state;

let id: string;
let jumpIds: string[];

test('both ways to write it down mean the same jump hosts, and a command is refused with what to write', async () => {
  const { machines } = pool.rockpool.services;
  const read = await machines.sshFiles.machines(config);
  expect(read.problems).toEqual([expect.stringContaining('by-command: It is reached through a command')]);
  const [found, listed] = ['by-settings', 'by-list'].map(name =>
    read.machines.find(one => one.name === name),
  );
  if (!found?.login || !listed) throw new Error('Not found.');
  const jumpId = await addJump(found);
  expect(await addJump(listed)).toBe(jumpId);
  const { address, port, user, login } = found;
  const [added] = await machines.add(poolId, [{ address, port, user, login, jumpId, slots: 1 }]);
  id = added?.id ?? '';
  jumpIds = Object.values(pool.state().jumpHosts)
    .sort((one, other) => Number(one.jumpId !== null) - Number(other.jumpId !== null))
    .map(jump => jump.id);
  expect(jumpIds).toHaveLength(2);
});

test('each is confirmed by its own key, from the nearest on', async () => {
  const { machines } = pool.rockpool.services;
  for (const [at, jumpId] of jumpIds.entries()) {
    const checked = await machines.check(id, { signal });
    expect(stateOf(checked, 'jump host')).toBe('failed');
    expect(checked.shown).toBeUndefined();
    expect(checked.jumpShown?.id).toBe(jumpId);
    expect(hosts[at]?.target.hostKeys).toContainEqual(checked.jumpShown?.key);
    expect(await machines.jumpHosts.ask(jumpId, { signal })).toEqual(checked.jumpShown?.key);
    if (checked.jumpShown) machines.jumpHosts.confirm(jumpId, checked.jumpShown.key);
  }
  const { shown } = await machines.check(id, { signal });
  expect(hosts[2]?.target.hostKeys).toContainEqual(shown);
  if (shown) machines.confirm(id, shown);
  const checked = await machines.check(id, { signal });
  expect(checked.checks.find(({ name }) => name === 'jump host')).toMatchObject({
    state: 'ok',
    found: `cloud-user@${hosts[0]?.address} and cloud-user@${hosts[1]?.address} let us in, one through the other.`,
  });
  expect(stateOf(checked, 'login')).toBe('ok');
});

const command = 'echo $SSH_CONNECTION; hostname';
const run = () => pool.rockpool.services.machines.connection(id)?.run(command, { quietMs: 20_000 });

test('we come there from where OpenSSH comes', async () => {
  const ours = (await run())?.stdout ?? '';
  expect(ours).toMatch(new RegExp(`^${hosts[1]?.address} .*\n${hosts[2]?.name}\n$`));
  for (const name of ['by-settings', 'by-list']) {
    const { stdout } = await promisify(execFile)('ssh', ['-F', config, name, command]);
    const withoutPort = (text: string) => text.replace(/^(\S+) \d+/, '$1');
    expect(withoutPort(stdout)).toBe(withoutPort(ours));
  }
});

test('when the nearest breaks in the middle all is found again by itself', async () => {
  const connection = pool.rockpool.services.machines.connection(id);
  const broke = expect(connection?.run('sleep 60', { quietMs: 90_000 })).rejects.toMatchObject({
    value: { kind: 'transient' },
  });
  await hosts[0]?.shell('sh', '-c', "pkill -f '^sshd: cloud-user' || true");
  await broke;
  await pool.until(() => connection?.state === 'open');
  expect((await run())?.stdout).toContain(`${hosts[2]?.name}\n`);
});

test('the nearest with another key: nothing goes on, and it is told which one it is', async () => {
  await hosts[0]?.break('hostkey');
  const { machines } = pool.rockpool.services;
  const checked = await machines.check(id, { signal });
  expect(checked.jumpShown?.id).toBe(jumpIds[0]);
  expect(checked.checks.find(({ name }) => name === 'jump host')).toMatchObject({
    state: 'failed',
    found: expect.stringContaining(`cloud-user@${hosts[0]?.address}`),
  });
  expect(checked.shown).toBeUndefined();
});
