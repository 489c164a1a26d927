import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Host } from '../../model/host';
import { defaultConfigOf, type PoolConfig } from '../../model/pool';
import { publicKeyOf } from '../../ssh';
import { openStore, type Store } from '../../store/store';
import { systemClock as clock, systemRandom as random } from '../../system';
import { createReach } from './createReach';
import { engineUrlOf, type Reach } from './reach';

let folder: string;
let store: Store;
let reach: Reach;
const host: Host = {
  ...{ id: 'pb_dd_1', poolId: 'p', name: 'vm-1', phase: 'spawned', history: [], slots: 2 },
  ...{ createdAt: 1, providerId: 'server' },
};
const kept = new Map<string, string>();
const secrets = {
  names: () => [...kept.keys()],
  get: (name: string) => kept.get(name),
  set: (name: string, value: string) => void kept.set(name, value),
  remove: (name: string) => void kept.delete(name),
};

function start(config: Partial<PoolConfig> = {}): void {
  store = openStore(folder, clock.now());
  const whole = { ...defaultConfigOf('DockerDriver'), ...config };
  store.pools.put('p', {
    ...{ id: 'p', name: 'DockerDriver', provider: 'openstack', engineUrl: '' },
    ...{ config: whole, createdAt: 1 },
  });
  store.hosts.put(host.id, host);
  reach = createReach({
    ...{ store, secrets, clock, random, platform: 'linux' },
    publicKey: async poolId => `ssh-ed25519 AAAA rockpool-${poolId}`,
    privateKey: () => undefined,
    jump: () => undefined,
  });
}
function stop(): void {
  reach[Symbol.dispose]();
  store[Symbol.dispose]();
}
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reach-'));
  kept.clear();
});
afterEach(() => {
  stop();
  rmSync(folder, { recursive: true });
});

async function told(): Promise<{
  users: [{ name: string; ssh_authorized_keys: string[] }];
  ssh_keys: { ed25519_private: string; ed25519_public: string };
}> {
  const text = Buffer.from(await reach.userData(host), 'base64').toString('utf8');
  return JSON.parse(text.replace('#cloud-config\n', ''));
}

it('a new machine gets the key by which it is known afterwards, and lets in the user of the settings by the key of its pool', async () => {
  start({ DD_HOST_SSH_USER: 'debian' });
  const { users, ssh_keys: given } = await told();
  expect(users).toEqual([
    expect.objectContaining({ name: 'debian', ssh_authorized_keys: ['ssh-ed25519 AAAA rockpool-p'] }),
  ]);
  expect(`${await publicKeyOf(given.ed25519_private)}\n`).toBe(given.ed25519_public);
  reach.seen({ serverId: 'server', hostId: host.id, poolId: 'p', fixed: ['10.0.0.7'] });
  const { target } = reach.connection('server') ?? {};
  expect(target).toMatchObject({ address: '10.0.0.7', port: 22, user: 'debian' });
  const [pinned] = target?.hostKeys ?? [];
  // A call whose answer was lost is made again with the same, and so is one after a restart.
  stop();
  start({ DD_HOST_SSH_USER: 'debian' });
  expect((await told()).ssh_keys).toEqual(given);
  expect(reach.connection('server')?.target.hostKeys).toEqual([pinned]);
});

it('another user in the settings is another way: the connection is made anew', () => {
  start();
  reach.seen({ serverId: 'server', hostId: host.id, poolId: 'p', fixed: ['10.0.0.7'] });
  const before = reach.connection('server');
  expect(reach.connection('server')).toBe(before);
  const pool = store.pools.get('p');
  if (pool) store.pools.put('p', { ...pool, config: { ...pool.config, DD_HOST_SSH_USER: 'ubuntu' } });
  expect(reach.connection('server')?.target.user).toBe('ubuntu');
  expect(before?.state).toBe('closed');
});

it('where hosts get floating addresses, one is waited for; behind a jump host none is', () => {
  start({ DD_HOST_FLOATING_POOL: 'public' });
  const seen = { serverId: 'server', hostId: host.id, poolId: 'p', fixed: ['10.0.0.7'] };
  reach.seen(seen);
  expect(reach.connection('server')).toBeUndefined();
  reach.seen({ ...seen, floating: '192.0.2.9' });
  expect(reach.connection('server')?.target.address).toBe('192.0.2.9');
  stop();
  start({ DD_HOST_FLOATING_POOL: 'public', DD_HOST_SSH_JUMP: 'ada@gate' });
  reach.seen(seen);
  expect(reach.connection('server')?.target.address).toBe('10.0.0.7');
});

it('the engine of a server that nobody has listed says so, and none is made for one that is no host of ours', async () => {
  start();
  await expect(reach.engine(engineUrlOf('p', 'server')).facts()).rejects.toThrow();
  reach.seen({ serverId: 'other', hostId: 'pb_dd_2', poolId: 'p', fixed: ['10.0.0.8'] });
  expect(reach.connection('other')).toBeUndefined();
  expect(store.serverWays.size).toBe(0);
});

it('no record holds what is secret', async () => {
  start();
  await told();
  reach.seen({ serverId: 'server', hostId: host.id, poolId: 'p', fixed: ['10.0.0.7'] });
  const records = JSON.stringify(store.serverWays.all());
  for (const secret of kept.values()) expect(records).not.toContain(secret);
  expect(records).not.toContain('PRIVATE');
});
