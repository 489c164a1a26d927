import type { Settings } from '../../driver/model/settings';
import { api } from '../state/api';
import { currentState } from '../state/store';
import { attempt, notifyDone } from '../ui/notify';
import { replaced } from '../ui/replaced';

/** Saves settings at once, and offers the way back. `what` names the setting. */
export async function saveSettings(changes: Partial<Settings>, what: string): Promise<boolean> {
  const current = currentState().settings.settings;
  const undo = current && replaced(current, changes);
  if (!(await attempt(api.settings.change.mutate(changes)))) return false;
  notifyDone(`${what} saved.`, undo && (() => void attempt(api.settings.change.mutate(undo))));
  return true;
}
