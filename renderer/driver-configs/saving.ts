import type { ConfigKey, Pool, PoolConfig } from '../../driver/model/pool';
import { api } from '../state/api';
import { attempt, notifyDone } from '../ui/notify';
import { replaced } from '../ui/replaced';
import { metaOf } from './edits';

/** Saves what changes in a pool's settings, and offers the way back. */
export async function savePool({ id, name, config }: Pool, changes: Partial<PoolConfig>): Promise<boolean> {
  const undo = replaced(config, changes);
  if (!(await attempt(api.pools.configure.mutate({ id, changes })))) return false;
  const [first, ...others] = Object.keys(changes) as ConfigKey[];
  const what = first && others.length === 0 ? metaOf(first).title : `${others.length + 1} settings`;
  notifyDone(
    `${what} of ${name} saved.`,
    () => void attempt(api.pools.configure.mutate({ id, changes: undo })),
  );
  return true;
}
