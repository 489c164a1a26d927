import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { keepConnection, openThrough, type SshConnection, type SshTarget } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { type SshHost, sshHosts } from '../support/sshHosts';

const CONFIG = '/etc/ssh/sshd_config.d/jump-test.conf';

let lab: Awaited<ReturnType<typeof sshHosts>>;
let gate: SshHost;
let inner: SshHost;
/** As the jump host sees it. */
let behind: SshTarget;
let jump: SshConnection;
let connection: SshConnection;

beforeAll(async () => {
  lab = await sshHosts(2);
  [gate, inner] = lab.hosts as [SshHost, SshHost];
  behind = { ...inner.target, address: inner.address, port: 22 };
});
beforeEach(() => {
  jump = keepConnection(gate.target, { clock, random });
  connection = through(behind);
});
afterEach(async () => {
  connection[Symbol.dispose]();
  jump[Symbol.dispose]();
  await gate.heal();
  await inner.heal();
});
afterAll(() => lab?.[Symbol.asyncDispose]());

const through = (target: SshTarget) =>
  keepConnection(target, { clock, random, through: signal => openThrough(jump, target, signal) });
const run = (command: string) => connection.run(command, { quietMs: 20_000 });
const refused = (value: object) => ({ value: expect.objectContaining(value) });

test('a machine behind a jump host is reached from there, and all that it offers with it', async () => {
  const { stdout } = await run('echo $SSH_CONNECTION; hostname');
  expect(stdout).toMatch(new RegExp(`^${gate.address} .*\n${inner.name}\n$`));
  const port = await connection.openPort(22, {});
  const banner = new Promise<string>(resolve => port.once('data', data => resolve(String(data))));
  expect(await banner).toMatch(/^SSH-2\.0/);
  port.destroy();
});

test('it is known by its own key: that of the jump host says nothing of it', async () => {
  using mistaken = through({ ...behind, hostKeys: gate.target.hostKeys });
  await expect(mistaken.run('true', { quietMs: 20_000 })).rejects.toMatchObject(
    refused({ code: 'SSH_HOST_KEY_CHANGED' }),
  );
});

test('what the jump host shows or refuses is told as its own', async () => {
  jump[Symbol.dispose]();
  jump = keepConnection({ ...gate.target, hostKeys: inner.target.hostKeys }, { clock, random });
  await expect(run('true')).rejects.toMatchObject(
    refused({ code: 'SSH_HOST_KEY_CHANGED', what: 'The jump host does not lead on to the machine.' }),
  );
});

test('a jump host that forbids it, and a machine that is away behind it', async () => {
  await gate.shell('sh', '-c', `echo AllowTcpForwarding no >${CONFIG}`);
  await gate.break('sshd-down');
  await gate.heal('sshd-down');
  try {
    await expect(run('true')).rejects.toMatchObject(
      refused({ code: 'SSH_JUMP_FORBIDDEN', next: expect.stringContaining('AllowTcpForwarding') }),
    );
  } finally {
    await gate.shell('rm', CONFIG);
    await gate.break('sshd-down');
    await gate.heal('sshd-down');
  }
  jump[Symbol.dispose]();
  jump = keepConnection(gate.target, { clock, random });
  await inner.break('sshd-down');
  using other = through(behind);
  await expect(other.run('true', { quietMs: 20_000 })).rejects.toMatchObject(
    refused({
      code: 'SSH_UNREACHABLE',
      kind: 'transient',
      why: expect.stringMatching(/^The jump host .* could not connect to it\.$/),
    }),
  );
});

test('when the way breaks in the middle it is found again by itself', async () => {
  await run('true');
  const broke = expect(run('sleep 60')).rejects.toMatchObject(refused({ kind: 'transient' }));
  await gate.shell('sh', '-c', "pkill -f '^sshd: cloud-user' || true");
  await broke;
  while (connection.state !== 'open') await clock.sleep(50);
  expect((await run('echo back')).stdout).toBe('back\n');
});
