import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { anInstance } from '../../test/support/poolModel';
import { poolConfigSchema } from '../model/pool';
import { openStore, type Store } from '../store/store';
import { type Accounts, createAccounts, enterEnd } from './account';

const clock = fakeClock();
let folder: string;
let store: Store;
let accounts: Accounts;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'account-'));
  store = openStore(folder, 0);
  const pool = { id: 'pool', name: 'P', provider: 'simulator', engineUrl: 'sim://P' } as const;
  store.pools.put('pool', { ...pool, config: poolConfigSchema.parse({}), createdAt: 5 });
  accounts = createAccounts({ store, clock });
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const server = (number: number) =>
  ({ poolId: 'pool', kind: 'server', thingId: `s${number}`, name: `host ${number}`, createdAt: 7 }) as const;

const volume = (number: number) =>
  ({ kind: 'volume', id: `v${number}`, name: `volume ${number}`, controllerId: 'c', createdAt: 9 }) as const;

it('counts the ends of instances, and of the containers that they had', () => {
  enterEnd(anInstance({ id: 'a', containerId: 'c' }), { store, clock });
  enterEnd(anInstance({ id: 'b' }), { store, clock });
  expect(store.accounts.get('pool')).toEqual({
    id: 'pool',
    since: 5,
    givenBack: { instance: 2, container: 1 },
  });
});

it('counts a thing that was given back once, however often that is noticed', () => {
  accounts.gaveBack(server(1));
  accounts.gaveBack({ ...server(1), createdAt: 100 });
  expect(store.accounts.get('pool')?.givenBack).toEqual({ server: 1 });
  expect(store.things.all()).toMatchObject([{ thingId: 's1', createdAt: 7, poolId: 'pool' }]);
});

it('opens what is listed in the book, and counts it as given back when two listings in a row lack it', () => {
  accounts.listed('pool', [volume(1), volume(2)]);
  accounts.listed('pool', [volume(2)]);
  expect(store.accounts.get('pool')).toBeUndefined();
  accounts.listed('pool', [volume(1), volume(2)]);
  accounts.listed('pool', [volume(2)]);
  accounts.listed('pool', [volume(2)]);
  accounts.listed('pool', [volume(2)]);
  expect(store.accounts.get('pool')?.givenBack).toEqual({ volume: 1 });
  expect(store.things.get('pool volume v1')).toMatchObject({ createdAt: 9 });
  accounts.listed('pool', [volume(1), volume(2)]);
  expect(store.accounts.get('pool')?.givenBack).toEqual({ volume: 0 });
});

it('keeps the newest thousand one by one, and counts all', () => {
  store.transaction(() => {
    for (let number = 0; number < 1250; number += 1) accounts.gaveBack(server(number));
  });
  expect(store.accounts.get('pool')?.givenBack.server).toBe(1250);
  expect(store.things.all().length).toBeLessThanOrEqual(1000);
  expect(store.things.get('pool server s1249')).toBeDefined();
});

it('begins anew after a report; what is still there stays in the book', () => {
  accounts.listed('pool', [volume(1)]);
  accounts.gaveBack(server(2));
  accounts.close('pool');
  expect(store.things.all().map(({ thingId }) => thingId)).toEqual(['v1']);
  expect(store.accounts.get('pool')?.givenBack).toEqual({});
  accounts.drop('pool');
  expect(store.things.all()).toEqual([]);
  expect(store.accounts.get('pool')).toBeUndefined();
});
