import { afterAll, beforeAll, expect, test } from 'vitest';
import { bringPackages } from '../../scripts/lib/labHosts.mjs';
import { startTestRockpool, type TestRockpool } from '../support/rockpool';
import { type SpareDisk, spareDisk } from '../support/spareDisk';
import { bareSshHost, type SshHost } from '../support/sshHosts';

/** A pool whose settings name a disk, with the whole driver and a bare machine. The tests go on from one another. */
const { signal } = new AbortController();
const PREPARED_MS = 100_000;

let lab: Awaited<ReturnType<typeof bareSshHost>>;
let host: SshHost;
let disk: SpareDisk;
let pool: TestRockpool;
let poolId: string;

beforeAll(async () => {
  lab = await bareSshHost();
  host = lab.host;
  disk = await spareDisk(host);
  await bringPackages(host.name, 'xfsprogs');
  pool = await startTestRockpool(undefined);
  const { pools, machines } = pool.rockpool.services;
  const { address, port, user } = host.target;
  const config = {
    ...{ DD_MAX_HOSTS: 1, DD_FREE_SLOT_TARGET: 1, DD_MAX_HOST_ERRORS: 100 },
    ...{ DD_HOST_DATA_VOLUME_DEVICE: disk.device, DD_HOST_SWAP_MIB: 0 },
  };
  poolId = pools.create({ name: 'DockerDriver', provider: 'ssh', config }).id;
  const [machine] = await machines.add(poolId, [{ address, port, user, slots: 2, label: '' }]);
  const line = await machines.publicKey(poolId);
  await host.shell('sh', '-c', `echo '${line}' >>/home/cloud-user/.ssh/authorized_keys`);
  await host.shell('sh', '-c', `echo precious | dd of=${disk.device} bs=1M seek=1 conv=notrunc status=none`);
  const { shown } = await machines.check(machine?.id ?? '', { signal });
  if (shown) machines.confirm(machine?.id ?? '', shown);
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  await lab?.[Symbol.asyncDispose]();
  await disk?.[Symbol.asyncDispose]();
});

const theHost = () => Object.values(pool.state().hosts).find(({ phase }) => phase !== 'removed');

test('a machine whose disk has something on it says so, and what to do, and keeps it', async () => {
  const failed = await pool.until(() => theHost()?.failures && theHost(), PREPARED_MS);
  expect(failed).toMatchObject({
    phase: 'preparing',
    failures: {
      error: {
        code: 'PREPARATION_DISK_IN_USE',
        why: expect.stringContaining(`The disk ${disk.device} is not empty. Nothing was changed on it.`),
        next: expect.stringContaining('name another disk in DD_HOST_DATA_VOLUME_DEVICE'),
      },
    },
  });
  expect(
    await host.shell('sh', '-c', `dd if=${disk.device} bs=1M skip=1 count=1 status=none | head -c 8`),
  ).toBe('precious');
});

test(
  'once it is cleared, or the setting is changed, the machine is prepared by itself and its Docker lies there',
  async () => {
    await disk.blank();
    const active = await pool.until(() => theHost()?.phase === 'active' && theHost(), PREPARED_MS);
    expect(active).toMatchObject({ slots: 2 });
    expect(await host.shell('docker', 'info', '-f', '{{.DockerRootDir}}')).toBe(
      '/var/lib/rockpool/disk/docker\n',
    );
  },
  PREPARED_MS,
);

test(
  'when the machine is given back its Docker lies where it usually does',
  async () => {
    pool.rockpool.services.pools.shutdowns.shutDown(poolId, { how: 'now' });
    await pool.until(() => pool.state().shutdowns[poolId]?.state === 'done', PREPARED_MS);
    expect(await host.shell('docker', 'info', '-f', '{{.DockerRootDir}}')).toBe('/var/lib/docker\n');
    expect(await host.shell('sh', '-c', 'ls /etc/docker')).not.toContain('daemon.json');
  },
  PREPARED_MS,
);
