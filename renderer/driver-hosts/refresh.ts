import { api } from '../state/api';
import { attempt, notifyDone } from '../ui/notify';

/** Asks every provider and engine now. */
export async function refreshAll(): Promise<void> {
  if (await attempt(api.hosts.refresh.mutate())) notifyDone('All hosts are being asked.');
}
