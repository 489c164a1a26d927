import { describe, expect, it } from 'vitest';
import { aHost, anInstance, aView, MONOTONIC, manyHosts, running } from '../../../test/support/poolModel';
import type { Trouble } from '../snapshot';
import { growPool } from './growPool';

const queue = (count: number, slots = 1) =>
  Array.from({ length: count }, (_, i) => anInstance({ id: `q${i}`, slots, createdAt: i }));
const host = (id: string, slots = 6) => aHost({ id, name: id, slots });
const asked = (ruling: ReturnType<typeof growPool>) =>
  (ruling.actions ?? []).map(action => (action.type === 'createHost' ? action.slots : undefined));
const trouble = (changes: Partial<Trouble> = {}) =>
  new Map([
    [
      'pool',
      {
        failures: 1,
        retryAt: MONOTONIC + 90_000,
        error: { kind: 'capacity' as const, code: 'QUOTA_REACHED', what: 'The quota is reached.' },
        ...changes,
      },
    ],
  ]);

describe('a pool that lacks room', () => {
  it('asks for a small host while nothing runs, with the reason', () => {
    const ruling = growPool(aView(manyHosts([])));
    expect(ruling.actions).toEqual([
      {
        type: 'createHost',
        number: 0,
        flavor: 'standard.medium',
        slots: 6,
        reason: 'Room for 4 launches is missing to the 4 free slots to keep.',
      },
    ]);
  });

  it('asks for large ones once something runs, as many as are needed at once', () => {
    const instances = [running({ hostId: 'a' }), ...queue(30)];
    const ruling = growPool(aView({ ...manyHosts([host('a')]), instances }));
    expect(asked(ruling)).toEqual([24, 24]);
    expect(ruling.actions?.[0]?.reason).toBe(
      '25 launches in the queue have no room. Room for 4 launches is missing to the 4 free slots to keep.',
    );
  });

  it('counts free slots as launches of the largest blueprint', () => {
    const hosts = [host('a', 1), host('b', 1), host('c', 1), host('d', 1)];
    expect(asked(growPool(aView(manyHosts(hosts), { DD_MAX_HOSTS: 9 })))).toEqual([]);
    expect(asked(growPool(aView(manyHosts(hosts, { launchSlots: 2 }), { DD_MAX_HOSTS: 9 })))).toEqual([6]);
  });

  it('counts hosts that are on their way', () => {
    expect(asked(growPool(aView(manyHosts([aHost({ phase: 'spawning', slots: 6 })]))))).toEqual([]);
  });

  it('asks for a large host for what is too large for a small one, and for nothing for what fits none', () => {
    expect(
      asked(growPool(aView({ ...manyHosts([]), instances: queue(1, 8) }, { DD_FREE_SLOT_TARGET: 0 }))),
    ).toEqual([24]);
    expect(
      asked(growPool(aView({ ...manyHosts([]), instances: queue(1, 25) }, { DD_FREE_SLOT_TARGET: 0 }))),
    ).toEqual([]);
  });

  it('says that DD_MAX_HOSTS is reached', () => {
    const ruling = growPool(aView({ ...manyHosts([host('a')]), instances: queue(9) }, { DD_MAX_HOSTS: 1 }));
    expect(asked(ruling)).toEqual([]);
    expect(ruling.blocked).toMatchObject([
      { subject: 'pool', reason: expect.stringContaining('The pool has 1 of 1 hosts (DD_MAX_HOSTS)') },
    ]);
  });

  it('waits after a refusal, says for what, and then tries with one', () => {
    const view = { ...manyHosts([]), instances: queue(100) };
    const waiting = growPool(aView({ ...view, troubles: trouble() }, { DD_MAX_HOSTS: 50 }));
    expect(asked(waiting)).toEqual([]);
    expect(waiting.blocked?.[0]).toMatchObject({ banner: { code: 'QUOTA_REACHED' } });
    expect(waiting.blocked?.[0]?.reason).toContain('It is tried again in 1m 30s.');
    const again = growPool(aView({ ...view, troubles: trouble({ retryAt: 0 }) }, { DD_MAX_HOSTS: 50 }));
    expect(asked(again)).toHaveLength(1);
  });

  it('tries with one after hosts that came to nothing, and with no other before it is seen what becomes of that one', () => {
    const failed = (error: Trouble['error']): Map<string, Trouble> =>
      new Map([['hosts', { failures: 1, retryAt: 0, error }]]);
    const noRoom = failed({
      kind: 'capacity',
      code: 'CLOUD_NO_VALID_HOST',
      what: 'No valid host was found.',
    });
    const neverReady = failed({ kind: 'transient', code: 'HOST_NEVER_READY', what: 'It was never ready.' });
    const of = (troubles: Map<string, Trouble>, hosts: ReturnType<typeof aHost>[]) =>
      growPool(aView({ ...manyHosts(hosts), instances: queue(100), troubles }, { DD_MAX_HOSTS: 50 }));
    const spawning = aHost({ phase: 'spawning', slots: 6 });
    const preparing = aHost({ phase: 'preparing', slots: 6 });
    expect(asked(of(noRoom, []))).toHaveLength(1);
    expect(asked(of(noRoom, [spawning]))).toEqual([]);
    expect(of(noRoom, [spawning]).blocked?.[0]?.reason).toContain(
      'One host is tried first, since the last came to nothing: No valid host was found.',
    );
    // There was room for it.
    expect(asked(of(noRoom, [preparing]))).toHaveLength(1);
    expect(asked(of(neverReady, [preparing]))).toEqual([]);
    expect(asked(of(neverReady, [host('a')]))).toHaveLength(1);
  });

  it('asks for nothing until a listing shows all that was asked for before the pool was ours', () => {
    const view = aView(manyHosts([]));
    const lease = { heldAt: MONOTONIC, writesFrom: 0, wanted: true };
    const begun = view.machines.last?.begun ?? 0;
    const early = growPool({ ...view, lease: { ...lease, settledFrom: begun + 1 } });
    expect(asked(early)).toEqual([]);
    expect(early.blocked?.[0]?.reason).toContain('may still come');
    expect(asked(growPool({ ...view, lease: { ...lease, settledFrom: begun } }))).toEqual([6]);
  });

  it('asks for nothing while nobody knows which hosts there are, nor in shutdown mode', () => {
    const silent = growPool(aView({ ...manyHosts([]), machines: {} }));
    expect(asked(silent)).toEqual([]);
    expect(silent.blocked?.[0]?.reason).toContain('until the provider answers');
    expect(growPool(aView(manyHosts([]), { DD_SHUTDOWN_MODE: true }))).toEqual({});
  });
});
