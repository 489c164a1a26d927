import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../test/support/fakeClock';
import { anInstance } from '../../test/support/poolModel';
import { virtualClock } from '../../test/support/virtualClock';
import type { Host } from '../model/host';
import type { InstanceEnds } from '../preparation';
import type { SshConnection } from '../ssh';
import { openStore, type Store } from '../store/store';
import { followEnds } from './ends';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ends-'));
  store = openStore(folder, 0);
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const host = (changes: Partial<Host> = {}): Host => ({
  ...{ id: 'h', poolId: 'p', name: 'lab1', phase: 'active', history: [], slots: 4, createdAt: 1 },
  ...{ providerId: 'm', engineUrl: 'ssh://m' },
  ...changes,
});
function start(fails = 0) {
  const clock = virtualClock();
  const written: Record<string, number>[] = [];
  let left = fails;
  const write = async (_: SshConnection, ends: InstanceEnds) => {
    if (left-- > 0) throw new Error('away');
    written.push(Object.fromEntries(ends));
  };
  const connectionOf = () => ({}) as SshConnection;
  const following = followEnds({ store, clock, log: silentLog, connectionOf, write });
  return { clock, written, following };
}
const running = (id: string, expiresAt: number) =>
  store.instances.put(
    id,
    anInstance({ id, requestId: id, route: id, hostId: 'h', poolId: 'p', state: 'running', expiresAt }),
  );

test('a host is told when what runs on it ends, and of each change, once', async () => {
  store.hosts.put('h', host());
  const { clock, written, following } = start();
  running('a', 100);
  running('b', 0);
  await clock.advance(2_000);
  running('a', 900);
  await clock.advance(60_000);
  expect(written).toEqual([{ a: 100, b: 0 }, { a: 900 }]);
  following[Symbol.dispose]();
  running('a', 1_000);
  await clock.advance(60_000);
  expect(written).toHaveLength(2);
});

test('what a host did not take is told again', async () => {
  store.hosts.put('h', host());
  running('a', 100);
  const { clock, written } = start(2);
  await clock.advance(50_000);
  expect(written).toEqual([]);
  await clock.advance(60_000);
  expect(written).toEqual([{ a: 100 }]);
});

test('other hosts, and those that are not there any more, are told nothing', async () => {
  store.hosts.put('h', host({ engineUrl: 'unix:///var/run/docker.sock' }));
  const { clock, written } = start();
  running('a', 100);
  await clock.advance(60_000);
  store.hosts.put('h', host({ phase: 'removing' }));
  await clock.advance(60_000);
  expect(written).toEqual([]);
});
