import type { Host, HostSettings } from '../../driver/model/host';
import { api } from '../state/api';
import { attempt, notifyDone } from '../ui/notify';
import { replaced } from '../ui/replaced';

/** Saves the settings of a host; what they were can be had back. False: they could not be saved, and why was said. */
export async function saveSettings(
  { id, name }: Host,
  before: HostSettings,
  settings: HostSettings,
): Promise<boolean> {
  const undo = replaced(before, settings);
  if (!(await attempt(api.hosts.set.mutate({ id, settings })))) return false;
  notifyDone(`Settings of ${name} saved.`, () => void attempt(api.hosts.set.mutate({ id, settings: undo })));
  return true;
}
