import path from 'node:path';
import type { Host } from '../../driver/model/host';
import type { Instance } from '../../driver/model/instance';
import type { LabMachine } from '../../driver/model/labMachine';
import type { PoolConfig } from '../../driver/model/pool';
import { systemClock } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { ask } from './proxy';
import { startTestRockpool, type TestRockpool, type TestRockpoolOptions } from './rockpool';
import type { SshHost } from './sshHosts';

/** A lab machine's preparation, and a push, on a machine that has a lot to do beside. */
export const SLOW_MS = 60_000;

/** The whole backend with a pool of lab hosts: each is listed, confirmed, and lets it in. */
export interface LabPool extends TestRockpool {
  readonly poolId: string;
  /** The record of a machine on the pool's list. */
  machineOf(host: SshHost): LabMachine;
  /** What the pool has there; undefined: nothing. */
  hostOn(host: SshHost): Host | undefined;
  /** The machine that an instance is on. */
  placeOf(instanceId: string): SshHost;
  /** Confirms a machine by whatever key it shows. */
  confirm(host: SshHost): Promise<void>;
  /** Resolves once it runs; @throws where it fails */
  running(instanceId: string, limitMs?: number): Promise<Instance>;
  /** Resolves once it answers through the proxy. */
  answers(instanceId: string): Promise<void>;
  /** What people have been told, oldest first. */
  told(): string[];
}

export interface LabPoolOptions extends TestRockpoolOptions {
  config?: Partial<PoolConfig>;
  /** Of the lab's images; they are in the directory when this has started. */
  images?: string[];
  slots?: number;
}

const { signal } = new AbortController();

export async function startLabPool(
  hosts: readonly SshHost[],
  options: LabPoolOptions = {},
): Promise<LabPool> {
  const { config = {}, images = ['httpd'], slots = 2, ...rest } = options;
  const folder = await ensureLabImages(images);
  const pool = await startTestRockpool(undefined, rest);
  const { services } = pool.rockpool;
  const { id: poolId } = services.pools.create({
    name: 'DockerDriver',
    provider: 'ssh',
    config: { DD_MAX_HOSTS: hosts.length, DD_FREE_SLOT_TARGET: 0, ...config },
  });
  services.images.importFiles(images.map(name => path.join(folder, `${name}.tar`)));
  await pool.until(() => Object.keys(pool.state().images).length === images.length, SLOW_MS);
  const line = await services.machines.publicKey(poolId);
  for (const host of hosts) await admit(host, line);
  const machines = await services.machines.add(
    poolId,
    hosts.map(({ name, target: { address, port, user } }) => ({ address, port, user, slots, label: name })),
  );
  const ids = new Map(machines.map(({ id, label }) => [label, id]));

  let ending: Promise<void> | undefined;
  const lab: LabPool = {
    ...pool,
    [Symbol.asyncDispose]() {
      ending ??= Promise.resolve(pool[Symbol.asyncDispose]());
      return ending;
    },
    poolId,
    machineOf: host => pool.state().machines[ids.get(host.name) ?? ''] as LabMachine,
    hostOn(host) {
      const machineId = ids.get(host.name);
      return Object.values(pool.state().hosts).find(
        ({ providerId, phase }) => providerId === machineId && phase !== 'removed',
      );
    },
    placeOf(id) {
      const { hostId = '' } = pool.instance(id);
      const machineId = pool.state().hosts[hostId]?.providerId;
      return hosts.find(({ name }) => ids.get(name) === machineId) as SshHost;
    },
    async confirm(host) {
      const { id } = lab.machineOf(host);
      const { shown } = await services.machines.check(id, { signal });
      if (shown) services.machines.confirm(id, shown);
    },
    running: (id, limitMs = SLOW_MS) =>
      pool.until(() => {
        const one = pool.instance(id);
        if (one.state === 'failed') throw new Error(`It failed: ${JSON.stringify(one.error)}`);
        return one.state === 'running' && !one.unknown && one;
      }, limitMs),
    async answers(id) {
      const url = new URL(services.instances.urlOf(id));
      const deadline = systemClock.monotonic() + SLOW_MS;
      for (;;) {
        const { status, body } = await ask(Number(url.port), url.pathname);
        // Where it leads on to, as a notebook does to its list of files, is no matter here.
        if (status === 200 || status === 302) return;
        if (systemClock.monotonic() > deadline) throw new Error(`It does not answer: ${status} ${body}`);
        await systemClock.sleep(100);
      }
    },
    told: () =>
      Object.values(pool.state().events)
        .sort((a, b) => a.at - b.at)
        .map(({ text }) => text),
  };
  for (const host of hosts) await lab.confirm(host);
  return lab;
}

/** A line that nobody else's tests have, so that it can be taken away again. */
async function admit(host: SshHost, line: string): Promise<void> {
  await host.shell('sh', '-c', `echo '${line} of-a-test' >>/home/cloud-user/.ssh/authorized_keys`);
}

/** What an earlier run may have left would be another Rockpool's. */
export async function emptyHost(host: SshHost): Promise<void> {
  await host.heal();
  const script = [
    'docker ps -aq --filter label=rockpool.controller | xargs -r docker rm -f >/dev/null',
    'rm -rf /var/lib/rockpool/host.json /var/lib/rockpool/instances/*',
    "sed -i '/of-a-test$/d' /home/cloud-user/.ssh/authorized_keys",
  ];
  await host.shell('sh', '-c', script.join('\n'));
}

/** What is in the engine's way when an image is to be sent: that it is there already. */
export async function forgetImages(host: SshHost): Promise<void> {
  await host.shell('sh', '-c', 'docker images -q | sort -u | xargs -r docker rmi -f >/dev/null');
}

/** Cuts what is connected; an sshd that listens takes new connections. */
export async function cutConnections(host: SshHost): Promise<void> {
  await host.shell('sh', '-c', 'pkill -KILL -u cloud-user sshd || true');
}
