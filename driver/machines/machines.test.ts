import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createActivity } from '../activity/activity';
import type { Host } from '../model/host';
import { defaultConfigOf, type Pool } from '../model/pool';
import { openKeyFileSecrets } from '../secrets/keyFile';
import type { Secrets } from '../secrets/secrets';
import { makeKeyPair } from '../ssh';
import { openStore, type Store } from '../store/store';
import { systemClock as clock, systemRandom as random } from '../system';
import { createMachines, type Machines } from './machines';

const PASSPHRASE = 'a-secret-of-somebody';
const ours = { kind: 'file' as const, path: '~/.ssh/lab' };
const pool: Pool = {
  id: 'p',
  name: 'lab',
  provider: 'ssh',
  engineUrl: 'ssh://p',
  config: defaultConfigOf('lab'),
  createdAt: 1,
};

let folder: string;
let home: string;
let changed: string[];
let store: Store;
let secrets: Secrets;
let machines: Machines;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'machines-'));
  home = path.join(folder, 'home');
  changed = [];
  store = openStore(folder, 0);
  secrets = openKeyFileSecrets(folder, random);
  const activity = createActivity({ store, clock, random });
  const env = { SSH_AUTH_SOCK: '/run/agent' };
  machines = createMachines({
    store,
    secrets,
    activity,
    clock,
    random,
    env,
    home,
    changed: poolId => changed.push(poolId),
    platform: 'linux',
  });
  store.pools.put(pool.id, pool);
});
afterEach(() => {
  machines[Symbol.dispose]();
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const credential = (id: string) => machines.connection(id)?.target.credential;
const added = async (address: string, login: object, given = {}) => {
  const [machine] = await machines.add('p', [{ address, user: 'ada', login: login as never }], given);
  return machine?.id ?? '';
};

test('each machine is proven to with what was chosen for it', async () => {
  const own = await added('a', { kind: 'pool' });
  expect(credential(own)).toEqual({ kind: 'key', privateKey: expect.stringContaining('PRIVATE KEY') });
  const file = await added('b', ours, { passphrase: PASSPHRASE });
  expect(credential(file)).toEqual({
    kind: 'file',
    path: path.join(home, '.ssh/lab'),
    passphrase: PASSPHRASE,
  });
  const agent = await added('c', { kind: 'agent' });
  expect(credential(agent)).toEqual({ kind: 'agent', socket: '/run/agent' });
});

test('a passphrase is kept for the file, not for the machine, and nowhere in the state', async () => {
  await added('a', ours, { passphrase: PASSPHRASE });
  const other = await added('b', ours);
  expect(credential(other)).toMatchObject({ passphrase: PASSPHRASE });
  expect(JSON.stringify(store.machines.all())).not.toContain(PASSPHRASE);
  for (const name of ['state.db', 'state.db-wal', 'secrets.json']) {
    expect(readFileSync(path.join(folder, name), 'latin1')).not.toContain(PASSPHRASE);
  }
});

test('a passphrase is forgotten with the last that needs it', async () => {
  const one = await added('a', ours, { passphrase: PASSPHRASE });
  const other = await added('b', ours);
  machines.remove(one);
  expect(credential(other)).toMatchObject({ passphrase: PASSPHRASE });
  machines.update(other, { address: 'b', user: 'ada' });
  const again = await added('a', ours);
  expect(credential(again)).toEqual({ kind: 'file', path: path.join(home, '.ssh/lab') });
});

test('a password for sudo is kept as a secret of its machine, as long as sudo asks for one', async () => {
  const [machine] = await machines.add('p', [{ address: 'a', user: 'ada', sudo: 'password' }], {
    sudoPassword: PASSPHRASE,
  });
  const id = machine?.id ?? '';
  const known = () => machines.connection(id)?.target.sudoPassword;
  expect(known()).toBe(PASSPHRASE);
  expect(JSON.stringify(store.machines.all())).not.toContain(PASSPHRASE);
  const before = machines.connection(id);
  machines.update(id, { address: 'a', user: 'ada', sudo: 'password' }, { sudoPassword: 'other' });
  expect([before?.state, known()]).toEqual(['closed', 'other']);
  machines.update(id, { address: 'a', user: 'ada' });
  expect([known(), secrets.get(`sudo/${id}`)]).toEqual([undefined, undefined]);
});

test('who uses a key file connects anew when its passphrase was given anew', async () => {
  const one = await added('a', ours, { passphrase: 'wrong' });
  const before = machines.connection(one);
  await added('b', ours, { passphrase: PASSPHRASE });
  expect(before?.state).toBe('closed');
  expect(credential(one)).toMatchObject({ passphrase: PASSPHRASE });
});

test('what known_hosts has of a machine is its key from the start, where the admin says so', async () => {
  const { publicKey } = await makeKeyPair('');
  mkdirSync(path.join(home, '.ssh'), { recursive: true });
  writeFileSync(path.join(home, '.ssh/known_hosts'), `[lab1]:2222,gate ${publicKey}\n`);
  const draft = (port: number) => ({ address: 'lab1', port, user: 'ada' });
  const [known, unknown] = await machines.add('p', [draft(2222), draft(22)], { knownHosts: true });
  expect(known?.hostKeys).toMatchObject([{ type: 'ssh-ed25519' }]);
  expect(unknown?.hostKeys).toEqual([]);
  expect(store.events.all().map(({ text }) => text)[0]).toContain(known?.hostKeys[0]?.fingerprint);
  const jump = await machines.jumpHosts.add('p', { address: 'gate', user: 'ada' }, { knownHosts: true });
  expect(jump.hostKeys).toEqual(known?.hostKeys);
  const [unasked] = await machines.add('p', [{ address: 'gate', user: 'ada' }]);
  expect(unasked?.hostKeys).toEqual([]);
});

test('a machine is behind a jump host of its own pool, and the same address behind another is another machine', async () => {
  const gate = await machines.jumpHosts.add('p', { address: 'gate', user: 'ada' });
  expect(await machines.jumpHosts.add('p', { address: 'gate', user: 'ada' })).toEqual(gate);
  const inner = (jumpId: string | null) => machines.add('p', [{ address: '10.0.0.7', user: 'ada', jumpId }]);
  await inner(null);
  await inner(gate.id);
  await expect(inner(gate.id)).rejects.toMatchObject({ value: { code: 'MACHINE_KNOWN' } });
  await expect(inner('nowhere')).rejects.toMatchObject({ value: { code: 'JUMP_HOST_MISSING' } });
  store.pools.remove('p');
  expect(store.jumpHosts.all()).toEqual([]);
});

test('jump hosts are reached through others of their pool, never through themselves', async () => {
  const { jumpHosts } = machines;
  const outer = await jumpHosts.add('p', { address: 'outer', user: 'ada' });
  const place = { address: 'gate', user: 'ada' };
  const gate = await jumpHosts.add('p', { ...place, jumpId: outer.id });
  // The same address seen from elsewhere is another machine.
  expect((await jumpHosts.add('p', place)).id).not.toBe(gate.id);
  expect(await jumpHosts.add('p', { ...place, jumpId: outer.id })).toEqual(gate);
  const code = (value: string) =>
    expect.objectContaining({ value: expect.objectContaining({ code: value }) });
  expect(() => jumpHosts.update(outer.id, { ...outer, jumpId: gate.id })).toThrow(code('JUMP_HOST_CIRCLE'));
  expect(() => jumpHosts.update(gate.id, { ...gate, jumpId: gate.id })).toThrow(code('JUMP_HOST_CIRCLE'));
  expect(() => jumpHosts.remove(outer.id)).toThrow('outer leads on to another jump host.');
  await expect(jumpHosts.add('p', { ...place, jumpId: 'nowhere' })).rejects.toEqual(
    code('JUMP_HOST_MISSING'),
  );
  jumpHosts.update(gate.id, { ...gate, jumpId: null });
  jumpHosts.remove(outer.id);
});

test('the pool is told of what it may take now', async () => {
  const id = await added('a', { kind: 'pool' });
  machines.confirm(id, { type: 'ssh-ed25519', fingerprint: 'SHA256:x' });
  machines.update(id, { address: 'a', user: 'ada', sudo: 'password' }, { sudoPassword: PASSPHRASE });
  expect(changed).toEqual(['p', 'p', 'p']);
});

test('at another address another machine may answer, unless it is a host: that is known by its key', async () => {
  const key = { type: 'ssh-ed25519', fingerprint: 'SHA256:x' };
  const id = await added('a', { kind: 'pool' });
  const keysAfter = (change: object) => {
    machines.confirm(id, key);
    return machines.update(id, { address: 'a', user: 'ada', ...change }).hostKeys;
  };
  expect(keysAfter({ user: 'eve', login: ours })).toEqual([key]);
  expect(keysAfter({ address: 'b' })).toEqual([]);
  const host: Host = {
    ...{ id: 'h', poolId: 'p', name: 'a', phase: 'active', history: [], slots: 1, createdAt: 1 },
    providerId: id,
  };
  store.hosts.put('h', host);
  expect(keysAfter({ address: 'c' })).toEqual([key]);
  expect(() => machines.remove(id)).toThrow('is a host of its pool');
});

test('while a machine is being taken as a host, none that it may be goes off the list', async () => {
  const key = { type: 'ssh-ed25519', fingerprint: 'SHA256:x' };
  const [taken, other, unconfirmed] = [
    await added('a', { kind: 'pool' }),
    await added('b', { kind: 'pool' }),
    await added('c', { kind: 'pool' }),
  ];
  for (const id of [taken, other]) machines.confirm(id, key);
  const host: Host = {
    ...{ id: 'h', poolId: 'p', name: 'machine-h', phase: 'spawning', history: [], slots: 1, createdAt: 1 },
  };
  store.hosts.put('h', { ...host, poolId: 'another pool' });
  machines.remove(other);
  store.hosts.put('h', host);
  expect(() => machines.remove(taken)).toThrow('a may be about to become a host of its pool');
  // At its new address, too, it has to show the key that it has been marked by.
  expect(machines.update(taken, { address: 'd', user: 'ada' }).hostKeys).toEqual([key]);
  machines.remove(unconfirmed);
  store.hosts.put('h', { ...host, providerId: taken, phase: 'spawned' });
  expect(() => machines.remove(taken)).toThrow('is a host of its pool');
  store.hosts.put('h', { ...host, phase: 'removed' });
  machines.remove(taken);
  expect(store.machines.all()).toEqual([]);
});

test('with a pool its machines go off the list, and its key', async () => {
  const id = await added('a', { kind: 'pool' });
  store.pools.remove('p');
  expect(store.machines.all()).toEqual([]);
  expect(machines.connection(id)).toBeUndefined();
  expect(secrets.get('pool-key/p')).toBeUndefined();
  store.pools.put('q', { ...pool, id: 'q' });
  expect(await machines.add('q', [{ address: 'a', user: 'ada' }])).toHaveLength(1);
});
