import type { Thing } from '../model/account';
import type { Clock } from '../model/clock';
import type { Instance } from '../model/instance';
import type { ThingKind } from '../model/thing';
import type { Store } from '../store/store';

/** Something of a pool that its provider has, or had. */
interface Identity {
  poolId: string;
  kind: ThingKind;
  thingId: string;
  name: string;
}

/** What was made for each pool and given back: the book that a report is made from. */
export interface Accounts {
  /** An instance's end is proven. Call it inside the transaction that records it, once. */
  instanceEnded(instance: Instance): void;
  /** A thing is there; the first time it is opened in the book, as made at `createdAt` (ms since the epoch). */
  seen(thing: Identity & { createdAt: number }): void;
  /** A thing is proven to be gone. Call it inside the transaction that records it. */
  gaveBack(thing: Identity & { createdAt: number }): void;
  /** Begins a new life: what was given back is forgotten. */
  close(poolId: string): void;
  /** Forgets a pool. */
  drop(poolId: string): void;
}

/** Things given back that are kept one by one; older ones are only counted. */
const KEPT_THINGS = 1000;
/** Dropped at a time, so that the oldest aren't looked for at each. */
const DROPPED_AT_ONCE = 100;

export function createAccounts({ store, clock }: { store: Store; clock: Clock }): Accounts {
  const { accounts, things } = store;

  const idOf = ({ poolId, kind, thingId }: Identity) => `${poolId} ${kind} ${thingId}`;
  const thingsOf = (poolId: string) => things.all().filter(thing => thing.poolId === poolId);

  function count(poolId: string, ...kinds: ThingKind[]): void {
    const account = accounts.get(poolId) ?? {
      id: poolId,
      since: store.pools.get(poolId)?.createdAt ?? clock.now(),
      givenBack: {},
    };
    const givenBack = { ...account.givenBack };
    for (const kind of kinds) givenBack[kind] = (givenBack[kind] ?? 0) + 1;
    accounts.put(poolId, { ...account, givenBack });
  }
  function dropOldest(poolId: string): void {
    const gone = thingsOf(poolId).filter(({ givenBackAt }) => givenBackAt !== undefined);
    if (gone.length <= KEPT_THINGS) return;
    const oldestFirst = gone.sort((a, b) => (a.givenBackAt ?? 0) - (b.givenBackAt ?? 0));
    for (const { id } of oldestFirst.slice(0, gone.length - KEPT_THINGS + DROPPED_AT_ONCE)) things.remove(id);
  }

  return {
    instanceEnded({ poolId, containerId }) {
      if (!store.pools.get(poolId)) return;
      if (containerId === undefined) count(poolId, 'instance');
      else count(poolId, 'instance', 'container');
    },
    seen(thing) {
      const id = idOf(thing);
      if (!things.get(id)) things.put(id, { ...thing, id });
    },
    gaveBack: thing =>
      store.transaction(() => {
        const id = idOf(thing);
        const known: Thing = things.get(id) ?? { ...thing, id };
        if (known.givenBackAt !== undefined) return;
        things.put(id, { ...known, givenBackAt: clock.now() });
        count(thing.poolId, thing.kind);
        dropOldest(thing.poolId);
      }),
    close: poolId =>
      store.transaction(() => {
        for (const { id, givenBackAt } of thingsOf(poolId)) if (givenBackAt !== undefined) things.remove(id);
        accounts.put(poolId, { id: poolId, since: clock.now(), givenBack: {} });
      }),
    drop: poolId =>
      store.transaction(() => {
        for (const { id } of thingsOf(poolId)) things.remove(id);
        accounts.remove(poolId);
      }),
  };
}
