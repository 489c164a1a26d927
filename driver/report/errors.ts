import type { ErrorValue } from '../model/errors';
import type { State } from '../model/state';

/** An error that stands in the records, and what it is of. */
export interface FoundError {
  /** Ms since the epoch; absent: it stands now, and nobody has noted since when. */
  at?: number | undefined;
  of: 'pool' | 'host' | 'instance' | 'task' | 'leftover';
  id: string;
  error: ErrorValue;
}

/** All errors of engines, hosts, clouds and tasks that the state knows, oldest first. */
export function errorsIn({ pools, hosts, instances, tasks, plans }: State): FoundError[] {
  const found: FoundError[] = [];
  for (const { id, held } of Object.values(pools)) {
    for (const { error } of held ?? []) found.push({ of: 'pool', id, error });
  }
  for (const { id, banners, leftovers, starts, at } of Object.values(plans)) {
    for (const error of banners) found.push({ at, of: 'pool', id, error });
    if (starts?.paused) found.push({ at, of: 'pool', id, error: starts.paused.error });
    for (const { id, error } of leftovers) if (error) found.push({ at, of: 'leftover', id, error });
  }
  for (const { id, unreachable, failures } of Object.values(hosts)) {
    if (unreachable) found.push({ at: unreachable.since, of: 'host', id, error: unreachable.error });
    if (failures) found.push({ at: failures.at, of: 'host', id, error: failures.error });
  }
  for (const { id, error, endedAt } of Object.values(instances)) {
    if (error) found.push({ at: endedAt, of: 'instance', id, error });
  }
  for (const { id, error, endedAt } of Object.values(tasks)) {
    if (error) found.push({ at: endedAt, of: 'task', id, error });
  }
  return found.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
}
