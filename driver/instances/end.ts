import type { Engine } from '../engine';
import { RockpoolError } from '../model/errors';
import type { Store } from '../store/store';
import { causeOfEnd } from './messages';
import type { InstanceRows } from './rows';

export interface EndDependencies {
  rows: InstanceRows;
  store: Pick<Store, 'durable'>;
}

/** A container may come into being after a listing (a create under way); looked for this often in one go. */
const MOST_ROUNDS = 5;

/**
 * Removes whatever carries the instance's mark until a fresh listing shows nothing of it, then notes its end:
 * *failed* where an error is the reason, *deleted* otherwise. May be repeated.
 */
export async function removeInstance(
  id: string,
  engine: Engine | undefined,
  { rows, store }: EndDependencies,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const { containerId } = rows.get(id);
  // That it is to go must not be forgotten once something of it is gone: it would count as lost.
  if (engine) await store.durable();
  if (engine && containerId) await engine.remove(containerId, { signal });
  if (engine) await removeByMark(id, engine, signal);
  conclude(id, rows);
}

async function removeByMark(id: string, engine: Engine, signal: AbortSignal): Promise<void> {
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    // Whoever made it: of a pool that was taken over the marks are of the one before.
    const all = await engine.list(undefined, { signal });
    const ours = all.filter(({ marks }) => marks.instance === id);
    if (ours.length === 0) return;
    for (const { containerId } of ours) await engine.remove(containerId, { signal });
  }
  throw new RockpoolError({
    kind: 'transient',
    code: 'CONTAINER_STAYS',
    what: 'The engine was asked to remove a container and still lists it.',
    where: id,
    next: 'Rockpool asks again by itself.',
  });
}

/** Notes the end of an instance of which nothing is left: *failed* where an error is the reason, else *deleted*. */
export function conclude(id: string, rows: InstanceRows): void {
  const { state, name, error, reason } = rows.get(id);
  if (state === 'deleting') {
    const why = reason ? ` ${reason}` : '';
    rows.transition(
      id,
      { from: state, to: 'deleted' },
      {},
      { level: 'info', text: `${name} was destroyed.${why}` },
    );
  } else if (error && state !== 'deleted' && state !== 'failed') {
    rows.transition(
      id,
      { from: state, to: 'failed' },
      {},
      { level: 'error', text: `${name} failed. ${error.what}` },
    );
  }
}

/** A container has ended by itself: notes why, while the engine still knows. */
export async function noteDeath(
  id: string,
  containerId: string,
  engine: Engine,
  { rows }: Pick<EndDependencies, 'rows'>,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const cause = await causeOfEnd(engine, containerId, { signal });
  if (rows.get(id).state !== 'deleting') rows.doom(id, cause.value);
}
