import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RockpoolEvent } from '../../driver/model/event';
import type { Host } from '../../driver/model/host';
import type { Instance } from '../../driver/model/instance';
import { systemClock } from '../../driver/system';
import { bundle } from '../support/bundle';
import { type JumpingClock, jumpingClock } from '../support/jumpingClock';
import { emptyHost, type LabPool, SLOW_MS, startLabPool } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/**
 * All machines are away at once, or we are: that is us or the network, and nothing is given up. The tests go on from one
 * another.
 */
const MINUTE_MS = 60_000;
/** The clock goes so much (ms) ahead with each look; nobody answers meanwhile, so nobody is cut short. */
const AHEAD_MS = 1_000;
/** How long the app is stopped; what it takes for an hour. */
const STOPPED_MS = 5_000;
const TEST_MS = 5 * SLOW_MS;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: SshHost[];
let dataDir: string;
let clock: JumpingClock;
let pool: LabPool;
let small: string;
let ids: string[];

beforeAll(async () => {
  lab = await sshHosts(2);
  hosts = lab.hosts;
  for (const host of hosts) await emptyHost(host);
  dataDir = await mkdtemp('/var/tmp/rockpool-away-');
  clock = jumpingClock();
  pool = await startLabPool(hosts, { dataDir, clock, slots: 4, config: { DD_HOST_LOST_AFTER: '5m' } });
  const config = {
    docker_image: 'lab/httpd',
    proxy_options: { proxy_rewrite: true },
    maximum_lifetime: '1d',
  };
  small = pool.blueprint({ ...config, consumed_slots: 1 });
  const large = pool.blueprint({ ...config, consumed_slots: 3 });
  ids = [pool.launch(large).id, pool.launch(large).id];
  for (const id of ids) await pool.running(id);
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  for (const host of hosts ?? []) await emptyHost(host);
  await lab?.[Symbol.asyncDispose]();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

const containers = async () =>
  Promise.all(hosts.map(host => host.shell('docker', 'ps', '-q', '--filter', 'label=rockpool.instance')));

test('when all machines are away for twenty minutes nothing is given up, and all is there when they are back', {
  timeout: TEST_MS,
}, async () => {
  const before = await containers();
  await Promise.all(hosts.map(host => host.break('blackhole')));
  await pool.until(() => {
    clock.jump(AHEAD_MS / 10);
    return ids.every(id => pool.instance(id).unknown);
  }, SLOW_MS);
  const back = clock.monotonic() + 20 * MINUTE_MS;
  await pool.until(() => {
    clock.jump(AHEAD_MS);
    return clock.monotonic() > back;
  }, SLOW_MS);
  expect(ids.map(id => pool.instance(id).state)).toEqual(['running', 'running']);
  expect(hosts.map(host => pool.hostOn(host)?.phase)).toEqual(['active', 'active']);
  expect(pool.state().plans[pool.poolId]?.banners).toMatchObject([{ code: 'MANY_HOSTS_ILL' }]);
  for (const host of hosts) await host.heal('blackhole');
  for (const id of ids) {
    await pool.running(id);
    await pool.answers(id);
  }
  expect(await containers()).toEqual(before);
  await pool.until(() => pool.state().plans[pool.poolId]?.banners.length === 0, SLOW_MS);
});

test('an app that stood still for longer than every deadline goes on as though nothing had been', {
  timeout: TEST_MS,
}, async () => {
  const before = await containers();
  await pool[Symbol.asyncDispose]();
  const child = spawn(process.execPath, [await bundle('pausedApp'), dataDir, small], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const said = async () => (await lines.next()).value as string;
    expect(await said()).toBe('ready');
    child.kill('SIGSTOP');
    await systemClock.sleep(STOPPED_MS);
    child.kill('SIGCONT');
    expect(await said()).toBe('continued');
    expect(await said()).toBe('launched');
    const end: { hosts: Host[]; instances: Instance[]; told: RockpoolEvent[] } = JSON.parse(await said());
    expect(end.hosts.map(({ phase }) => phase)).toEqual(['active', 'active']);
    const kept = end.instances.filter(({ id }) => ids.includes(id));
    expect(kept).toMatchObject([
      { state: 'running', unknown: false },
      { state: 'running', unknown: false },
    ]);
    expect(end.told.filter(({ level }) => level === 'error')).toEqual([]);
    expect(await ended).toBe(0);
    // One is new, and nobody else's is gone.
    const after = (await containers()).join('').split('\n').filter(Boolean);
    expect(after).toHaveLength(3);
    expect(after).toEqual(expect.arrayContaining(before.join('').split('\n').filter(Boolean)));
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
});
