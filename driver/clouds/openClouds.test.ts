import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { allOf, servers } from 'openstack-ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EmulatedClouds, emulatedClouds } from '../../test/support/emulatedClouds';

const { signal } = new AbortController();
let lab: EmulatedClouds;
beforeEach(() => {
  lab = emulatedClouds();
});
afterEach(() => lab[Symbol.dispose]());

it('all who ask at once sign in once', async () => {
  const { connection: cloud, secret = '' } = lab.draft;
  const config = { DD_SHUTDOWN_MODE: true };
  const pool = await lab.clouds.create({ name: 'course', provider: 'openstack', cloud, config }, secret, {
    signal,
  });
  using restarted = emulatedClouds();
  restarted.store.pools.put(pool.id, pool);
  restarted.kept.set(`cloud/${pool.id}`, secret);
  const machines = () => allOf(servers.list(restarted.clouds.of(pool.id)));
  await Promise.all([machines(), machines(), machines()]);
  const isSignIn = ({ service, method }: { service: string; method: string }) =>
    service === 'identity' && method === 'POST';
  expect(restarted.emulator.world.calls.filter(isSignIn)).toHaveLength(1);
});

it.runIf(process.platform !== 'win32')(
  'a file that does not come is not waited for without end',
  async () => {
    const file = path.join(lab.folder, 'clouds.yaml');
    // Whoever reads it waits until somebody writes.
    execFileSync('mkfifo', [file]);
    const draft = { connection: { kind: 'cloudsYaml', path: file, cloud: 'lab' } as const };
    const asking = lab.clouds.catalog({ draft }, { signal }).catch((error: unknown) => error);
    await lab.clock.advance(16_000);
    expect(await asking).toMatchObject({
      value: {
        code: 'CLOUD_CONFIG_UNREADABLE',
        why: expect.stringMatching(/nothing of it came within 15 s.*clouds\.yaml/),
      },
    });
    closeSync(openSync(file, 'r+'));
  },
);
