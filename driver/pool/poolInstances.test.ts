import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../../test/support/fakeClock';
import { anInstance } from '../../test/support/poolModel';
import { type Instance, instanceStates, isLive } from '../model/instance';
import { openStore } from '../store/store';
import { roster } from './ledger';
import { followInstances } from './poolInstances';

it('has after any writes, those taken back included, what sorting all of them out gives', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'follow-'));
  const store = openStore(folder, 0);
  const random = seededRandom(7);
  const pick = <T>(all: readonly T[]) => all[Math.floor(random.float() * all.length)] as T;
  const drawn = (): Instance => {
    const error = { kind: 'permanent', code: 'X', what: 'It failed.' } as const;
    const hostId = pick(['one', 'two', undefined]);
    return anInstance({
      id: `i${Math.floor(random.float() * 12)}`,
      poolId: pick(['pool', 'pool', 'other']),
      state: pick(instanceStates),
      createdAt: Math.floor(random.float() * 1e6),
      ...(hostId === undefined ? {} : { hostId }),
      ...(random.float() < 0.2 ? { error } : {}),
    });
  };
  const write = () => {
    const one = drawn();
    if (random.float() < 0.2) store.instances.remove(one.id);
    else store.instances.put(one.id, one);
  };
  store.note(() => Array.from({ length: 10 }, write));
  const followed = followInstances(store, 'pool');
  const byId = (all: Iterable<Instance>) => [...all].sort((a, b) => a.id.localeCompare(b.id));
  for (let round = 0; round < 300; round += 1) {
    const fails = random.float() < 0.3;
    const work = () =>
      store.note(() => {
        for (let writes = 0; writes < 3; writes += 1) write();
        if (fails) throw new Error('no');
      });
    if (fails) expect(work).toThrow('no');
    else work();
    const own = store.instances.all().filter(({ poolId }) => poolId === 'pool');
    const live = own.filter(isLive).sort((a, b) => a.createdAt - b.createdAt);
    expect(followed.live()).toEqual(live);
    expect([...followed.ended].sort()).toEqual(
      own
        .filter(one => !isLive(one))
        .map(({ id }) => id)
        .sort(),
    );
    const [found, expected] = [roster(followed.live()), roster([...live])];
    expect(byId(found.byId.values())).toEqual(byId(live));
    expect(found.failed).toEqual(expected.failed);
    for (const state of instanceStates) expect(found.byState[state]).toEqual(expected.byState[state]);
    for (const host of ['one', 'two', undefined])
      expect(byId(found.byHost.get(host) ?? [])).toEqual(byId(expected.byHost.get(host) ?? []));
    for (const host of ['one', 'two']) expect(followed.on(host)).toEqual(found.byHost.get(host) ?? []);
    expect(found.byHost.size).toBe(expected.byHost.size);
  }
  followed.stop();
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});
