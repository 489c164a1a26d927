import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { ask } from '../support/proxy';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';
import { type SshHost, sshHosts } from '../support/sshHosts';

const { signal } = new AbortController();
const PREPARED_MS = 300_000;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: SshHost[];
let pool: TestRockpool;
let poolId: string;

beforeAll(async () => {
  const httpd = path.join(await ensureLabImages(['httpd']), 'httpd.tar');
  lab = await sshHosts(2);
  hosts = lab.hosts;
  for (const host of hosts) await empty(host);
  pool = await startTestRockpool(undefined);
  const { services } = pool.rockpool;
  services.images.importFiles([httpd]);
  await pool.until(() => Object.keys(pool.state().images).length === 1);
  const config = { DD_MAX_HOSTS: 2, DD_FREE_SLOT_TARGET: 0 };
  poolId = services.pools.create({ name: 'DockerDriver', provider: 'ssh', config }).id;
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  for (const host of hosts ?? []) await empty(host);
  await lab?.[Symbol.asyncDispose]();
});

/** What an earlier run may have left would be another Rockpool's. */
async function empty(host: SshHost): Promise<void> {
  await host.shell('sh', '-c', 'docker ps -aq --filter label=rockpool.controller | xargs -r docker rm -f');
  await host.shell('rm', '-f', '/var/lib/rockpool/host.json');
}

/** Lets a machine know Rockpool's key, as an admin does by hand. */
async function admit(host: SshHost, line: string): Promise<void> {
  await host.shell('sh', '-c', `echo '${line}' >>/home/cloud-user/.ssh/authorized_keys`);
}

test('a machine is looked over, its key confirmed once, and then all is well', async () => {
  const { machines } = pool.rockpool.services;
  const draft = (host: SshHost) => ({
    address: host.target.address,
    port: host.target.port,
    user: 'cloud-user',
    slots: 2,
    label: host.name,
  });
  const [first] = await machines.add(poolId, hosts.map(draft));
  const id = first?.id ?? '';
  const unknown = await machines.check(id, { signal });
  expect(unknown.checks.map(({ name, state }) => `${name}: ${state}`)).toEqual([
    'reachable: ok',
    'host key: failed',
    'login: open',
    ...['sudo', 'distribution', 'Docker', 'disk', 'memory', 'time'].map(name => `${name}: open`),
  ]);
  expect(hosts[0]?.target.hostKeys).toContainEqual(unknown.shown);
  if (unknown.shown) machines.confirm(id, unknown.shown);
  const refused = await machines.check(id, { signal });
  expect(refused.checks.find(({ name }) => name === 'login')).toMatchObject({
    state: 'failed',
    fix: expect.stringContaining('authorized_keys'),
  });
  const line = await machines.publicKey(poolId);
  for (const host of hosts) await admit(host, line);
  const { checks } = await machines.check(id, { signal });
  expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
});

test('a machine that is on a list already is not taken twice', async () => {
  const { machines } = pool.rockpool.services;
  const [machine] = Object.values(pool.state().machines);
  await expect(machines.add(poolId, machine ? [machine] : [])).rejects.toMatchObject({
    value: { code: 'MACHINE_KNOWN' },
  });
});

test(
  'a launch takes a machine, prepares it, brings the image, and the instance answers through the proxy',
  async () => {
    const { machines } = pool.rockpool.services;
    for (const { id } of Object.values(pool.state().machines)) {
      const { shown } = await machines.check(id, { signal });
      if (shown) machines.confirm(id, shown);
    }
    const { id } = pool.launch(
      pool.blueprint({
        docker_image: 'lab/httpd',
        consumed_slots: 2,
        proxy_options: { proxy_rewrite: true },
      }),
    );
    const running = await pool.until(() => {
      const one = pool.instance(id);
      return one.state === 'running' && one;
    }, PREPARED_MS);
    const host = pool.state().hosts[running.hostId ?? ''];
    expect(host).toMatchObject({
      phase: 'active',
      slots: 2,
      name: expect.toBeOneOf(hosts.map(({ name }) => name)),
    });
    const url = new URL(pool.rockpool.services.instances.urlOf(id));
    const { status, body } = await ask(Number(url.port), url.pathname);
    expect(status).toBe(200);
    expect(body.length).toBeGreaterThan(0);
    expect(() => machines.remove(host?.providerId ?? '')).toThrow('is a host of its pool');
    // It ends there at its time also while this workstation sleeps.
    const on = hosts.find(({ name }) => name === host?.name);
    const file = `/var/lib/rockpool/instances/${id}.json`;
    for (;;) {
      const told = (await on?.shell('sh', '-c', `cat ${file} 2>/dev/null || true`)) ?? '';
      if (told.includes(`"endsAt":${pool.instance(id).expiresAt}`)) break;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  },
  PREPARED_MS,
);

test(
  'when the pool is shut down the machines are given back with nothing of ours on them',
  async () => {
    const { pools } = pool.rockpool.services;
    pools.shutdowns.shutDown(poolId, { how: 'now' });
    await pool.until(() => pool.state().shutdowns[poolId]?.state === 'done', PREPARED_MS);
    for (const host of hosts) {
      expect(
        (await host.shell('sh', '-c', 'ls /var/lib/rockpool/host.json 2>/dev/null || echo none')).trim(),
      ).toBe('none');
      expect(await host.shell('docker', 'ps', '-aq', '--filter', 'label=rockpool.controller')).toBe('');
    }
    const [first] = Object.keys(pool.state().machines);
    pool.rockpool.services.machines.remove(first ?? '');
    expect(Object.keys(pool.state().machines)).toHaveLength(1);
  },
  PREPARED_MS,
);
