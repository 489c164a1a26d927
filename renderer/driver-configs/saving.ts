import { type ConfigKey, configMetaOf, type Pool, type PoolConfig } from '../../driver/model/pool';
import { api } from '../state/api';
import { attempt, notifyDone } from '../ui/notify';
import { replaced } from '../ui/replaced';
import type { EditWay } from './edits';

/** Saves what changes in a pool's settings as the window shows it, and offers the way back. */
export async function savePool(
  { id, name, config }: Pool,
  changes: Partial<PoolConfig>,
  way: EditWay,
): Promise<boolean> {
  const before = replaced(config, changes);
  if (!(await attempt(api.pools.configure.mutate({ id, changes, seen: before, way })))) return false;
  const [first, ...others] = Object.keys(changes) as ConfigKey[];
  const what = first && others.length === 0 ? configMetaOf(first).title : `${others.length + 1} settings`;
  const undo = () =>
    attempt(api.pools.configure.mutate({ id, changes: before, seen: changes, way: 'reverted' }));
  notifyDone(`${what} of ${name} saved.`, () => void undo());
  return true;
}
