import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyHost, forgetImages, type LabPool, SLOW_MS, startLabPool } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** A pool whose hosts give each other images. */

const IMAGE = 'lab/echo:latest';

let lab: Awaited<ReturnType<typeof sshHosts>>;
let hosts: SshHost[];
let pool: LabPool;

beforeAll(async () => {
  lab = await sshHosts(3);
  hosts = lab.hosts.slice(0, 3);
  for (const host of hosts) {
    await emptyHost(host);
    await forgetImages(host);
  }
  pool = await startLabPool(hosts, {
    images: ['echo'],
    slots: 2,
    config: { DD_FREE_SLOT_TARGET: 6, DD_HOSTS_FEED_EACH_OTHER: true },
  });
}, 4 * SLOW_MS);
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  for (const host of hosts ?? []) {
    await emptyHost(host);
    await forgetImages(host);
  }
  await lab?.[Symbol.asyncDispose]();
});

test('an image leaves the workstation once and is on all hosts in the end, and lets nobody in any more', {
  timeout: 8 * SLOW_MS,
}, async () => {
  const sent = new Set<string>();
  const given = new Set<string>();
  const { tasks } = pool.rockpool.services;
  const stop = tasks.onChange(({ tasks: changed }) => {
    for (const { id, push, step } of Object.values(changed?.put ?? {})) {
      if (push?.image !== IMAGE) continue;
      if (step.startsWith('Sending')) sent.add(id);
      if (step.endsWith('gives it')) given.add(id);
    }
  });
  try {
    await pool.until(() => hosts.every(host => pool.hostOn(host)?.phase === 'active'), 3 * SLOW_MS);
    const { imageId } = pool.state().images[IMAGE] ?? {};
    const have = () =>
      tasks.all().filter(({ push, state }) => push?.image === IMAGE && state === 'done').length ===
      hosts.length;
    await pool.until(have, 4 * SLOW_MS);
    for (const host of hosts)
      expect(await host.shell('docker', 'images', '-q', '--no-trunc')).toContain(imageId);
  } finally {
    stop();
  }
  expect({ sent: sent.size, given: given.size }).toEqual({ sent: 1, given: 2 });
  for (const host of hosts)
    expect(await host.shell('cat', '/home/cloud-user/.ssh/authorized_keys')).not.toContain('relay');
});
