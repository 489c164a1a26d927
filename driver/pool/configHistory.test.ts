import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { type ConfigChange, historyOf, revertOf } from '../model/configChange';
import { type PoolConfig, poolConfigSchema } from '../model/pool';
import { seededRandom } from '../model/seededRandom';
import { openStore, type Store } from '../store/store';
import { type ConfigHistory, createConfigHistory, surplus } from './configHistory';

let folder: string;
let store: Store;
let history: ConfigHistory;
const clock = fakeClock();
const config = (changes: Partial<PoolConfig> = {}) => poolConfigSchema.parse(changes);
const ada = { by: 'ada', way: 'edited' } as const;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'history-'));
  store = openStore(folder, 0);
  history = createConfigHistory({ store, clock, random: seededRandom(1) });
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

test('a change is kept with who made it, when, and what each setting was before', async () => {
  history.note('pool', config(), config({ DD_MAX_HOSTS: 6, DD_SHUTDOWN_MODE: true }), ada);
  history.note('pool', config(), config(), ada);
  store[Symbol.dispose]();
  store = openStore(folder, 0);
  expect(store.configChanges.all()).toMatchObject([
    {
      poolId: 'pool',
      by: 'ada',
      way: 'edited',
      at: clock.now(),
      changes: [
        { key: 'DD_MAX_HOSTS', from: 4, to: 6 },
        { key: 'DD_SHUTDOWN_MODE', from: false, to: true },
      ],
    },
  ]);
});

test('a change is taken back by what it replaced, without settings that are none any more', () => {
  history.note('pool', config(), config({ DD_MAX_HOSTS: 6, localSlots: 3 }), ada);
  const [change] = store.configChanges.all() as [ConfigChange];
  const old = { key: 'DD_OF_OLD', from: 1, to: 2 };
  const odd = { key: 'DD_FREE_SLOT_TARGET', from: -1, to: 4 };
  expect(revertOf({ ...change, changes: [...change.changes, old, odd] })).toEqual({
    DD_MAX_HOSTS: 4,
    localSlots: null,
  });
});

test('of each pool the newest changes are kept, and of each setting the newest one', () => {
  history.note('pool', config(), config({ DD_HOST_LIFETIME: '2h' }), ada);
  history.note('other', config(), config({ DD_MAX_HOSTS: 2 }), ada);
  for (let hosts = 5; hosts < 110; hosts += 1) {
    history.note('pool', config({ DD_MAX_HOSTS: hosts - 1 }), config({ DD_MAX_HOSTS: hosts }), ada);
  }
  const kept = historyOf('pool', store.configChanges.all());
  expect(kept).toHaveLength(101);
  expect(kept.filter(({ changes }) => changes[0]?.key === 'DD_HOST_LIFETIME')).toHaveLength(1);
  history.forget('pool');
  expect(store.configChanges.all().map(({ poolId }) => poolId)).toEqual(['other']);
});

test('nothing is surplus in a short history', () => {
  expect(surplus([])).toEqual([]);
});
