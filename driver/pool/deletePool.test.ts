import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aHost, anInstance } from '../../test/support/poolModel';
import { type ErrorValue, isRockpoolError } from '../model/errors';
import type { Instance } from '../model/instance';
import { type Pool, poolConfigSchema } from '../model/pool';
import { openStore, type Store } from '../store/store';
import { deletePool, refuseDeletion } from './deletePool';

const local: Pool = {
  id: 'pool',
  name: 'DockerDriver',
  provider: 'local',
  engineUrl: 'unix:///test.sock',
  config: poolConfigSchema.parse({}),
  createdAt: 0,
};

let folder: string;
let store: Store;
const refused: string[] = [];
const forgotten: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'delete-'));
  store = openStore(folder, 0);
  store.pools.put('pool', local);
  store.hosts.put('host', aHost());
  refused.length = 0;
  forgotten.length = 0;
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

function remove(
  pool = local,
  endWaiting = false,
  { forgetting = false, seen }: { forgetting?: boolean; seen?: Parameters<typeof refuseDeletion>[1] } = {},
): string | undefined {
  const work = { refuse: (id: string) => refused.push(id) };
  const history = { note: () => undefined, forget: (id: string) => forgotten.push(id) };
  try {
    refuseDeletion(pool, seen, { endWaiting, forgetting }, store);
    deletePool(pool, { store, work, history });
    return undefined;
  } catch (error) {
    return isRockpoolError(error) ? error.value.code : String(error);
  }
}
function put(changes: Partial<Instance>) {
  const instance = anInstance(changes);
  store.instances.put(instance.id, instance);
}

test('a pool of this machine may be deleted with its host, which costs nothing and goes on', () => {
  store.hosts.put('other', aHost({ id: 'other', poolId: 'another pool' }));
  put({ id: 'ended', state: 'deleted', requestId: 'a' });
  put({ id: 'elsewhere', state: 'running', poolId: 'another pool', requestId: 'b' });
  expect(remove()).toBeUndefined();
  expect(store.pools.all()).toEqual([]);
  expect(store.hosts.all().map(({ id }) => id)).toEqual(['other']);
  expect(store.instances.all().map(({ id }) => id)).toEqual(['ended', 'elsewhere']);
  expect(forgotten).toEqual(['pool']);
});

test('a host that costs is in the way before a queue is, and an instance before both', () => {
  const cloud: Pool = { ...local, provider: 'simulator' };
  put({ id: 'waits', state: 'queueing', requestId: 'a' });
  expect(remove(cloud, true)).toBe('POOL_HAS_HOSTS');
  expect(remove(local)).toBe('POOL_HAS_QUEUE');
  put({ id: 'runs', state: 'running', requestId: 'b' });
  expect(remove(cloud, true)).toBe('POOL_HAS_INSTANCES');
  expect(store.pools.all()).toHaveLength(1);
  expect(refused).toEqual([]);
});

test.each(['provisioning', 'running', 'deleting'] as const)(
  'an instance that is %s keeps its pool',
  state => {
    put({ state });
    expect(remove(local, true)).toBe('POOL_HAS_INSTANCES');
  },
);

test('what waits is ended with the pool only if that is wanted', () => {
  put({ id: 'waits', state: 'queueing' });
  expect(remove(local, true)).toBeUndefined();
  expect(refused).toEqual(['waits']);
});

describe('a pool whose hosts nobody can be asked about', () => {
  const cloud: Pool = { ...local, provider: 'simulator' };
  const MINUTE_MS = 60_000;
  const silent = (kind: ErrorValue['kind'], minutes: number) => ({
    machines: {
      failure: { begun: 0, ended: minutes * MINUTE_MS, error: { kind, code: 'AWAY', what: 'It is away.' } },
    },
    resources: {},
    ours: new Set(['us']),
  });

  test.each([
    ['permanent', 0, 'POOL_OUT_OF_REACH'],
    ['transient', 59, 'POOL_HAS_HOSTS'],
    ['transient', 60, 'POOL_OUT_OF_REACH'],
  ] as const)('for a reason that is %s, for %i minutes: %s', (kind, minutes, code) => {
    expect(remove(cloud, true, { seen: silent(kind, minutes) })).toBe(code);
    expect(store.pools.all()).toHaveLength(1);
  });

  test('goes with all that is recorded of it only where that is to be forgotten', () => {
    put({ id: 'runs', state: 'running', requestId: 'a' });
    put({ id: 'waits', state: 'queueing', requestId: 'b' });
    expect(remove(cloud, false, { forgetting: true, seen: silent('permanent', 0) })).toBeUndefined();
    expect([store.pools.all(), store.hosts.all()]).toEqual([[], []]);
    expect(refused.sort()).toEqual(['runs', 'waits']);
  });

  test('which answer is never forgotten, whoever wants that', () => {
    const { machines: _, ...others } = silent('permanent', 0);
    const answering = { ...others, machines: { last: { begun: 0, ended: 0, value: [] } } };
    expect(remove(cloud, true, { forgetting: true, seen: answering })).toBe('POOL_HAS_HOSTS');
    expect(remove(cloud, true, { forgetting: true })).toBe('POOL_HAS_HOSTS');
  });
});
