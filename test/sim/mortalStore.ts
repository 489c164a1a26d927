import type { Collection } from '../../driver/store/collection';
import type { Store } from '../../driver/store/store';
import type { Life } from './life';

/** What a process hears that does something after its end. */
export class AfterDeath extends Error {}

/** The store of a process: what it does after its end isn't written. */
export function mortalStore(store: Store, life: Life): Store {
  function alive(): void {
    if (life.isDead) throw new AfterDeath('The process that does this has ended.');
  }
  const isCollection = (value: unknown): value is Collection<unknown> =>
    typeof value === 'object' && value !== null && 'put' in value;
  const collections = Object.entries(store).flatMap(([name, value]) => {
    if (!isCollection(value)) return [];
    const guarded: Collection<unknown> = {
      get: value.get,
      all: value.all,
      by: value.by,
      follow: value.follow,
      get size() {
        return value.size;
      },
      put(id, record) {
        alive();
        value.put(id, record);
      },
      remove(id) {
        alive();
        value.remove(id);
      },
    };
    return [[name, guarded]];
  });
  return {
    ...store,
    ...Object.fromEntries(collections),
    transaction(work) {
      alive();
      return store.transaction(work);
    },
    note(work) {
      alive();
      return store.note(work);
    },
  };
}
