import type { PoolConfig } from '../../driver/model/pool';
import type { Settings } from '../../driver/model/settings';
import { api } from '../state/api';
import { currentState } from '../state/store';
import { attempt, notifyDone } from '../ui/notify';

/** The values that `changes` replaces. */
function before<T extends object>(current: T, changes: Partial<T>): Partial<T> {
  return Object.fromEntries(Object.keys(changes).map(key => [key, current[key as keyof T]])) as Partial<T>;
}

/** Saves settings at once, and offers the way back. `what` names the setting. */
export async function saveSettings(changes: Partial<Settings>, what: string): Promise<boolean> {
  const current = currentState().settings.settings;
  const undo = current && before(current, changes);
  if (!(await attempt(api.settings.change.mutate(changes)))) return false;
  notifyDone(`${what} saved.`, undo && (() => void attempt(api.settings.change.mutate(undo))));
  return true;
}

/** The same for a pool's config. */
export async function savePool(id: string, changes: Partial<PoolConfig>, what: string): Promise<boolean> {
  const current = currentState().pools[id]?.config;
  const undo = current && before(current, changes);
  if (!(await attempt(api.pools.configure.mutate({ id, changes })))) return false;
  notifyDone(
    `${what} saved.`,
    undo && (() => void attempt(api.pools.configure.mutate({ id, changes: undo }))),
  );
  return true;
}
