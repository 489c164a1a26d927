import { mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyHost, type LabPool, SLOW_MS, startLabPool } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** A state that is lost, and the list of machines with it: the admin lists them again, and everything is as it was. */
const HOUR_MS = 3_600_000;

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let dataDir: string;
let pool: LabPool;

beforeAll(async () => {
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  await emptyHost(host);
  dataDir = await mkdtemp('/var/tmp/rockpool-adoption-');
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  if (host) await emptyHost(host);
  await lab?.[Symbol.asyncDispose]();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

async function told(instanceId: string, endsAt: number | undefined): Promise<void> {
  const file = `/var/lib/rockpool/instances/${instanceId}.json`;
  for (;;) {
    const text = await host.shell('sh', '-c', `cat ${file} 2>/dev/null || true`);
    if (text.includes(`"endsAt":${endsAt}}`)) return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

test('an instance that was extended ends when its host was told, also where the state is lost', {
  timeout: 4 * SLOW_MS,
}, async () => {
  pool = await startLabPool([host], { dataDir, slots: 4 });
  const config = { docker_image: 'lab/httpd', proxy_options: { proxy_rewrite: true }, consumed_slots: 1 };
  const lasting = pool.blueprint({ ...config, maximum_lifetime: '2h' });
  const endless = pool.blueprint({ ...config, maximum_lifetime: '0m' });
  const extended = pool.launch(lasting).id;
  const without = pool.launch(lasting).id;
  const forEver = pool.launch(endless).id;
  for (const id of [extended, without, forEver]) await pool.running(id);
  const { expiresAt } = pool.rockpool.services.instances.extend(extended, 600);
  await told(extended, expiresAt);
  await told(without, pool.instance(without).expiresAt);
  // As though nobody had ever told it.
  await host.shell('rm', `/var/lib/rockpool/instances/${without}.json`);
  await pool[Symbol.asyncDispose]();
  for (const name of await readdir(dataDir)) {
    if (name.startsWith('state.db')) await rm(path.join(dataDir, name));
  }

  pool = await startLabPool([host], { dataDir, slots: 4 });
  for (const id of [extended, without, forEver]) {
    await pool.until(() => pool.state().instances[id]?.state === 'running', SLOW_MS);
  }
  expect(pool.instance(extended)).toMatchObject({ expiresAt, warnings: [] });
  expect(pool.instance(forEver).expiresAt).toBeUndefined();
  expect(pool.instance(without)).toMatchObject({ warnings: [expect.stringContaining('not known')] });
  expect(pool.instance(without).expiresAt).toBeLessThan((expiresAt ?? 0) - 8 * HOUR_MS);
  // The host is told anew what was taken from the marks.
  await told(without, pool.instance(without).expiresAt);
});
