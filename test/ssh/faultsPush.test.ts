import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { emptyHost, forgetImages, type LabPool, SLOW_MS, startLabPool } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/**
 * What becomes of a push of a large image, and of a launch, when something is wrong with the machine or with the way to it.
 * The other machine goes on with its work meanwhile. The tests go on from one another.
 */
const MIB = 1024 * 1024;
/** The launches of a test, and the push of 170 MB that goes with them. */
const PUSH_MS = 2 * SLOW_MS;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: SshHost[];
let pool: LabPool;
let httpd: { docker_image: string; proxy_options: { proxy_rewrite: boolean } };
let small: string;
let large: string;
/** On the machine that has no faults, with a little room beside it. */
let other: string;
/** The machine that has the faults. */
let host: SshHost;

beforeAll(async () => {
  lab = await sshHosts(2);
  hosts = lab.hosts;
  for (const one of hosts) {
    await emptyHost(one);
    await forgetImages(one);
  }
  pool = await startLabPool(hosts, { slots: 4, images: ['httpd', 'echo'] });
  httpd = { docker_image: 'lab/httpd', proxy_options: { proxy_rewrite: true } };
  small = pool.blueprint({ ...httpd, consumed_slots: 1 });
  other = pool.launch(pool.blueprint({ ...httpd, consumed_slots: 3 })).id;
  await pool.running(other);
  host = hosts.find(one => one !== pool.placeOf(other)) as SshHost;
});
afterEach(async () => {
  for (const one of hosts) await one.heal();
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  for (const one of hosts ?? []) await emptyHost(one);
  await lab?.[Symbol.asyncDispose]();
});

const destroy = (...ids: string[]) => pool.rockpool.services.instances.destroy(ids);
const ended = (id: string) => pool.until(() => pool.instance(id).state === 'deleted', SLOW_MS);
const containers = async () =>
  (await host.shell('docker', 'ps', '-aq', '--filter', 'label=rockpool.instance'))
    .split('\n')
    .filter(Boolean);

/** What is launched now runs on the other machine, and ends there. */
async function othersGoOn(): Promise<void> {
  await pool.answers(other);
  const { id } = pool.launch(small);
  await pool.running(id);
  await pool.answers(id);
  expect(pool.placeOf(id)).not.toBe(host);
  destroy(id);
  await ended(id);
}

/** The push to the machine with the faults, once so much of it has arrived. */
const pushed = (bytes: number) =>
  pool.until(
    () => Object.values(pool.state().tasks).find(({ state, done }) => state === 'running' && done > bytes),
    SLOW_MS,
  );

test('over a slow line a launch takes longer, and works', { timeout: PUSH_MS }, async () => {
  await host.break('slow');
  const { id } = pool.launch(pool.blueprint({ ...httpd, consumed_slots: 3 }));
  await pool.running(id);
  await pool.answers(id);
  expect(pool.placeOf(id)).toBe(host);
  destroy(id);
  await ended(id);
});

test('a push that ends in a black hole is taken up again, and the launch that waits for it works', {
  timeout: 2 * PUSH_MS,
}, async () => {
  large = pool.blueprint({
    ...httpd,
    docker_image: 'lab/echo',
    consumed_slots: 3,
  });
  const { id } = pool.launch(large);
  const { id: push } = await pushed(10 * MIB);
  await host.break('blackhole');
  await othersGoOn();
  expect(pool.instance(id).state).toBe('provisioning');
  await pool.until(() => pool.state().tasks[push]?.state !== 'running', SLOW_MS);
  await pool.until(() => pool.hostOn(host)?.failures?.error.kind === 'transient', SLOW_MS);
  await othersGoOn();
  await host.heal('blackhole');
  await pool.running(id, PUSH_MS);
  await pool.answers(id);
  expect(pool.placeOf(id)).toBe(host);
  expect(await containers()).toHaveLength(1);
  destroy(id);
  await ended(id);
});

test('a launch whose machine falls silent in its middle works when that is back, once', {
  timeout: PUSH_MS,
}, async () => {
  const { id } = pool.launch(large);
  await pool.until(() => pool.instance(id).containerId, SLOW_MS);
  await host.break('blackhole');
  await othersGoOn();
  await pool.until(() => pool.instance(id).unknown, SLOW_MS);
  await host.heal('blackhole');
  await pool.running(id);
  await pool.answers(id);
  expect(await containers()).toHaveLength(1);
  destroy(id);
  await ended(id);
});

test('a launch that is given up while its machine is silent leaves nothing there', {
  timeout: PUSH_MS,
}, async () => {
  const { id } = pool.launch(pool.blueprint({ ...httpd, internal_port: 9, consumed_slots: 3 }));
  await pool.until(() => pool.instance(id).containerId, SLOW_MS);
  await host.break('blackhole');
  destroy(id);
  expect(pool.instance(id).state).toBe('deleting');
  await othersGoOn();
  expect(pool.instance(id).state).toBe('deleting');
  await host.heal('blackhole');
  await ended(id);
  expect(await containers()).toEqual([]);
});

test('a disk that is full is given as the reason, and once it has room the same launch works', {
  timeout: 2 * PUSH_MS,
}, async () => {
  await forgetImages(host);
  pool.rockpool.services.pools.wake();
  await host.break('disk-full', '60');
  const { id: refused } = pool.launch(large);
  const { error } = await pool.until(
    () => pool.instance(refused).state === 'failed' && pool.instance(refused),
    PUSH_MS,
  );
  expect(`${error?.what} ${error?.why}`).toMatch(/disk|space/);
  await othersGoOn();
  expect(await containers()).toEqual([]);
  await host.heal('disk-full');
  const { id } = pool.launch(large);
  await pool.running(id, PUSH_MS);
  await pool.answers(id);
  expect(pool.placeOf(id)).toBe(host);
});
