import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../driver/system';
import { emptyHost, type LabPool, SLOW_MS, startLabPool } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/**
 * The only machine of a pool is given back, which can't be undone: what comes between that decision and its end is not
 * lost. Its clean-up is held up in its first call of Docker's client.
 */
let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let pool: LabPool;

const CLIENT = '/usr/local/bin/docker';
const HOLD = '/run/hold-docker';
const HELD = '/run/held-docker';
const client = `#!/bin/sh
while [ -e ${HOLD} ]; do touch ${HELD}; sleep 0.1; done
exec /usr/bin/docker "$@"`;

beforeAll(async () => {
  lab = await sshHosts(1);
  [host] = lab.hosts as [SshHost];
  await emptyHost(host);
  pool = await startLabPool([host]);
  await host.shell('sh', '-c', `printf '%s\\n' '${client}' >${CLIENT} && chmod 755 ${CLIENT}`);
});
afterAll(async () => {
  await host?.shell('rm', '-f', CLIENT, HOLD, HELD);
  await pool?.[Symbol.asyncDispose]();
  if (host) await emptyHost(host);
  await lab?.[Symbol.asyncDispose]();
});

const mark = () => host.shell('sh', '-c', 'cat /var/lib/rockpool/host.json 2>/dev/null || true');

async function isHeld(): Promise<void> {
  for (;;) {
    if ((await host.shell('sh', '-c', `ls ${HELD} 2>/dev/null || true`)).trim()) return;
    await systemClock.sleep(100);
  }
}

test(
  'a launch and other settings that come while a machine is given back get it again, whole',
  async () => {
    const { pools, instances } = pool.rockpool.services;
    const blueprint = pool.blueprint({
      docker_image: 'lab/httpd',
      proxy_options: { proxy_rewrite: true },
    });
    const first = pool.launch(blueprint);
    await pool.running(first.id);
    const before = pool.hostOn(host);
    instances.destroy([first.id]);
    await pool.until(() => pool.instance(first.id).state === 'deleted', SLOW_MS);

    await host.shell('touch', HOLD);
    pools.hosts.order([before?.id ?? ''], 'drain');
    await isHeld();
    const second = pool.launch(blueprint);
    pools.configure(pool.poolId, { DD_FREE_SLOT_TARGET: 2 });
    await pool.until(() => pool.instance(second.id).reason, SLOW_MS);
    expect(pool.hostOn(host)).toMatchObject({ id: before?.id, phase: 'removing' });
    expect(pool.instance(second.id)).toMatchObject({ state: 'queueing' });
    expect(await mark()).toContain(before?.id);

    await host.shell('rm', '-f', HOLD);
    await pool.running(second.id);
    await pool.answers(second.id);
    const after = pool.hostOn(host);
    expect(after).toMatchObject({ phase: 'active' });
    expect(after?.id).not.toBe(before?.id);
    expect(await mark()).toContain(after?.id);
    expect(pool.state().hosts[before?.id ?? '']?.phase ?? 'removed').toBe('removed');
  },
  4 * SLOW_MS,
);
