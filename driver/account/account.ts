import type { Thing } from '../model/account';
import type { Clock } from '../model/clock';
import type { Instance } from '../model/instance';
import type { Resource } from '../model/resource';
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
  /** A thing is proven to be gone. Call it inside the transaction that records it. */
  gaveBack(thing: Identity & { createdAt: number }): void;
  /**
   * A complete listing of what a pool has in a cloud besides machines. What is new is opened in the book; what two
   * listings in a row don't show was given back.
   */
  listed(poolId: string, resources: readonly Resource[]): void;
  /** Begins a new life: what was given back is forgotten. */
  close(poolId: string): void;
  /** Forgets a pool. */
  drop(poolId: string): void;
}

/** Things given back that are kept one by one; older ones are only counted. */
const KEPT_THINGS = 1000;
/** Dropped at a time, so that the oldest aren't looked for at each. */
const DROPPED_AT_ONCE = 100;

interface Book {
  store: Store;
  clock: Clock;
}

function count({ store, clock }: Book, poolId: string, ...kinds: ThingKind[]): void {
  const account = store.accounts.get(poolId) ?? {
    id: poolId,
    since: store.pools.get(poolId)?.createdAt ?? clock.now(),
    givenBack: {},
  };
  const givenBack = { ...account.givenBack };
  for (const kind of kinds) givenBack[kind] = (givenBack[kind] ?? 0) + 1;
  store.accounts.put(poolId, { ...account, givenBack });
}

/** Enters that an instance's end is proven. Call it inside the transaction that records it, once. */
export function enterEnd({ poolId, containerId }: Instance, book: Book): void {
  if (!book.store.pools.get(poolId)) return;
  if (containerId === undefined) count(book, poolId, 'instance');
  else count(book, poolId, 'instance', 'container');
}

/** Make it once: which things the last listing lacked is known to it alone. */
export function createAccounts(book: Book): Accounts {
  const { store, clock } = book;
  const { accounts, things } = store;
  /** Not shown by the last listing. */
  const missing = new Set<string>();

  const idOf = ({ poolId, kind, thingId }: Identity) => `${poolId} ${kind} ${thingId}`;
  const thingsOf = (poolId: string) => things.all().filter(thing => thing.poolId === poolId);

  function dropOldest(poolId: string): void {
    const gone = thingsOf(poolId).filter(({ givenBackAt }) => givenBackAt !== undefined);
    if (gone.length <= KEPT_THINGS) return;
    const oldestFirst = gone.sort((a, b) => (a.givenBackAt ?? 0) - (b.givenBackAt ?? 0));
    for (const { id } of oldestFirst.slice(0, gone.length - KEPT_THINGS + DROPPED_AT_ONCE)) things.remove(id);
  }

  function gaveBack({ id: _, ...thing }: Omit<Thing, 'id'> & { id?: string }): void {
    const id = idOf(thing);
    const known: Thing = things.get(id) ?? { ...thing, id };
    if (known.givenBackAt !== undefined) return;
    things.put(id, { ...known, givenBackAt: clock.now() });
    count(book, thing.poolId, thing.kind);
    dropOldest(thing.poolId);
  }

  /** What is listed again after it counted as given back was only not shown: listings may lag. */
  function open(thing: Identity & { createdAt: number }): void {
    const id = idOf(thing);
    const known = things.get(id);
    if (known && known.givenBackAt === undefined) return;
    things.put(id, { ...thing, id });
    const account = accounts.get(thing.poolId);
    if (!known || !account) return;
    const givenBack = { ...account.givenBack, [thing.kind]: (account.givenBack[thing.kind] ?? 1) - 1 };
    accounts.put(account.id, { ...account, givenBack });
  }

  return {
    gaveBack: thing => store.transaction(() => gaveBack(thing)),
    listed: (poolId, resources) =>
      store.transaction(() => {
        const present = new Set<string>();
        for (const { kind, id: thingId, name, createdAt } of resources) {
          const thing = { poolId, kind, thingId, name, createdAt: createdAt ?? clock.now() };
          const id = idOf(thing);
          present.add(id);
          if (kind !== 'server') open(thing);
        }
        const absent = thingsOf(poolId).filter(
          ({ id, givenBackAt }) => givenBackAt === undefined && !present.has(id),
        );
        for (const thing of absent) if (missing.has(thing.id)) gaveBack(thing);
        for (const id of present) missing.delete(id);
        for (const { id } of absent) missing.add(id);
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
