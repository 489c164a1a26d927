import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JumpingClock, jumpingClock } from '../support/jumpingClock';
import { cutConnections, emptyHost, type LabPool, SLOW_MS, startLabPool } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/**
 * One of two machines has a fault while an instance runs on it: what is there is unknown, nothing is removed, launches
 * go to the other as ever, and all is as it was once the fault is mended. The tests go on from one another.
 */
const { signal } = new AbortController();
/** The clock goes so much (ms) ahead with each look: ten times as fast, and what is well answers in time all the same. */
const AHEAD_MS = 100;
/** More than all that a test waits for, so that it says which of it did not come. */
const TEST_MS = 4 * SLOW_MS;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: SshHost[];
let clock: JumpingClock;
let pool: LabPool;
let large: string;
let small: string;
/** The machine that has the faults, and the instance on it. */
let host: SshHost;
let there: string;
/** The other's. */
let other: string;

beforeAll(async () => {
  lab = await sshHosts(2);
  hosts = lab.hosts;
  for (const one of hosts) await emptyHost(one);
  clock = jumpingClock();
  pool = await startLabPool(hosts, { clock, slots: 4, config: { DD_HOST_LOST_AFTER: '5m' } });
  const config = { docker_image: 'lab/httpd', proxy_options: { proxy_rewrite: true } };
  large = pool.blueprint({ ...config, consumed_slots: 3 });
  small = pool.blueprint({ ...config, consumed_slots: 1 });
  there = pool.launch(large).id;
  other = pool.launch(large).id;
  for (const id of [there, other]) await pool.running(id);
  host = pool.placeOf(there);
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  for (const one of hosts ?? []) await emptyHost(one);
  await lab?.[Symbol.asyncDispose]();
});

const services = () => pool.rockpool.services;
/** As `until`, with a clock that goes ahead. */
const soon = <T>(find: () => T | undefined | false) =>
  pool.until(() => {
    clock.jump(AHEAD_MS);
    return find();
  }, SLOW_MS);
const away = (code: RegExp = /./) =>
  soon(() => {
    const { unreachable } = pool.hostOn(host) ?? {};
    return pool.instance(there).unknown && code.test(unreachable?.error.code ?? '') && unreachable?.error;
  });

/** What is launched now runs on the other machine, and ends there, before this one is back. */
async function othersGoOn(): Promise<void> {
  await pool.answers(other);
  const { id } = pool.launch(small);
  await pool.running(id);
  await pool.answers(id);
  expect(pool.placeOf(id)).not.toBe(host);
  services().instances.destroy([id]);
  await pool.until(() => pool.instance(id).state === 'deleted', SLOW_MS);
  expect(pool.instance(there)).toMatchObject({ state: 'running', unknown: true });
}

async function isAsBefore(containerId: string | undefined): Promise<void> {
  await pool.running(there);
  await pool.answers(there);
  expect(pool.instance(there).containerId).toBe(containerId);
  expect(pool.hostOn(host)).toMatchObject({ phase: 'active' });
}

test('an engine that is stopped and started by hand has its instances again', {
  timeout: SLOW_MS,
}, async () => {
  const { containerId } = pool.instance(there);
  await host.break('docker-down');
  expect((await away()).next).toContain('Docker');
  await othersGoOn();
  await host.heal('docker-down');
  await isAsBefore(containerId);
});

test('an engine that hangs is unknown until it goes on', { timeout: TEST_MS }, async () => {
  const { containerId } = pool.instance(there);
  await host.break('docker-hang');
  await away(/TIMEOUT/);
  await othersGoOn();
  await host.heal('docker-hang');
  await isAsBefore(containerId);
});

test('a machine that lets us in no more is left alone until it does', { timeout: TEST_MS }, async () => {
  const { containerId } = pool.instance(there);
  await host.break('nokey');
  await cutConnections(host);
  expect((await away(/SSH_KEY_REFUSED/)).next).toContain('authorized_keys');
  await othersGoOn();
  await host.heal('nokey');
  // Whoever has put the key back looks whether that was it; nobody waits for the next try then.
  const { checks } = await services().machines.check(pool.machineOf(host).id, { signal });
  expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
  await isAsBefore(containerId);
});

test('a machine with another key is sent nothing until an admin confirms it', {
  timeout: SLOW_MS,
}, async () => {
  const { containerId } = pool.instance(there);
  for (const change of [() => host.break('hostkey'), () => host.heal('hostkey')]) {
    await change();
    await cutConnections(host);
    expect((await away(/SSH_HOST_KEY_CHANGED/)).what).toContain('nothing is sent to it');
    await othersGoOn();
    const { checks, shown } = await services().machines.check(pool.machineOf(host).id, { signal });
    expect(checks.find(({ name }) => name === 'host key')).toMatchObject({ state: 'failed' });
    expect(pool.machineOf(host).hostKeys).not.toContainEqual(shown);
    await pool.confirm(host);
    await isAsBefore(containerId);
  }
});

test('at another address the same key is the same host', { timeout: TEST_MS }, async () => {
  const { containerId } = pool.instance(there);
  const { id, ...machine } = pool.machineOf(host);
  const move = (address: string, port: number) =>
    services().machines.update(id, { ...machine, address, port });
  const second = hosts.find(one => one !== host) as SshHost;
  move(second.address, 22);
  await away(/SSH_HOST_KEY_CHANGED/);
  await othersGoOn();
  move(host.address, 22);
  await isAsBefore(containerId);
  move(machine.address, machine.port);
  await isAsBefore(containerId);
});

test('a machine that starts again elsewhere is the host that it was, and what ran on it is told its end', {
  timeout: TEST_MS,
}, async () => {
  await host.break('readdress');
  await away();
  await othersGoOn();
  const { id, ...machine } = pool.machineOf(host);
  const hostId = pool.hostOn(host)?.id;
  services().machines.update(id, { ...machine, port: machine.port + 100 });
  await soon(() => pool.instance(there).state === 'failed');
  expect(pool.hostOn(host)).toMatchObject({ id: hostId, phase: 'active' });
  there = pool.launch(large).id;
  await pool.running(there);
  await pool.answers(there);
  expect(pool.placeOf(there)).toBe(host);
});

test('a machine that does not come back is lost after DD_HOST_LOST_AFTER, and its instances with it', {
  timeout: TEST_MS,
}, async () => {
  await host.break('kill');
  await away();
  await othersGoOn();
  const gone = pool.hostOn(host)?.id ?? '';
  const begun = clock.monotonic();
  const error = await soon(() => pool.instance(there).error);
  expect(error).toMatchObject({ what: 'Its host is lost.', where: pool.state().hosts[gone]?.name });
  expect(clock.monotonic() - begun).toBeGreaterThan(4 * 60_000);
  expect(pool.state().hosts[gone]).toMatchObject({ leaving: 'lost' });
  await pool.answers(other);
  // Where it comes back nothing of ours stays on it.
  await host.heal();
  const { id, ...machine } = pool.machineOf(host);
  services().machines.update(id, { ...machine, port: host.target.port });
  await soon(() => pool.state().hosts[gone]?.phase === 'removed');
  expect(await host.shell('docker', 'ps', '-aq', '--filter', 'label=rockpool.controller')).toBe('');
  await soon(() => pool.instance(there).state === 'failed');
  await pool.answers(other);
});
