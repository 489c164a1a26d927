import type { Clock, Random } from '../model/clock';
import { type ChangeWay, type ConfigChange, differences, historyOf } from '../model/configChange';
import type { PoolConfig } from '../model/pool';
import type { Store } from '../store/store';

/** Who changes settings, and how they came by them. */
export interface Author {
  by: string;
  way: ChangeWay;
}

/** Changes kept of each pool; of every setting the newest one besides, so that it is known who set it. */
const KEPT = 100;

/** Keeps what was changed in the settings of pools. */
export interface ConfigHistory {
  /** Call it inside the transaction of the change; does nothing where nothing differs. */
  note(poolId: string, before: PoolConfig, after: PoolConfig, author: Author): void;
  forget(poolId: string): void;
}

export function createConfigHistory({
  store,
  clock,
  random,
}: {
  store: Store;
  clock: Clock;
  random: Random;
}): ConfigHistory {
  const { configChanges } = store;
  return {
    note(poolId, before, after, author) {
      const changes = differences(before, after);
      if (changes.length === 0) return;
      const id = random.hex(8);
      configChanges.put(id, { id, poolId, at: clock.now(), ...author, changes });
      for (const { id: old } of surplus(historyOf(poolId, configChanges.all()))) configChanges.remove(old);
    },
    forget(poolId) {
      for (const { id } of historyOf(poolId, configChanges.all())) configChanges.remove(id);
    },
  };
}

/** @param newestFirst the changes of one pool */
export function surplus(newestFirst: readonly ConfigChange[], kept = KEPT): ConfigChange[] {
  const told = new Set<string>();
  return newestFirst.filter(({ changes }, index) => {
    const isNews = changes.some(({ key }) => !told.has(key));
    for (const { key } of changes) told.add(key);
    return index >= kept && !isNews;
  });
}
