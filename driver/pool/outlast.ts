import type { Clock } from '../model/clock';
import type { Host } from '../model/host';
import type { Pool } from '../model/pool';
import type { Store } from '../store/store';
import type { Snapshot, Trouble } from './snapshot';
import { unheard } from './standing';
import { POOL_SUBJECTS } from './troubles';

/**
 * What a restart must not set back to nothing: for how long hosts were watched, or an app that is restarted every twenty
 * minutes never finds one lost; and what asking for hosts waits for, or it is asked at each start.
 */

/** Watched times are noted this often (ms); so much of them a restart may cost. */
const NOTE_EVERY_MS = 60_000;

/** Notes it in the records, as far as it has changed. Called after each round. */
export function createOutlasting(store: Store, clock: Clock) {
  let notedAt = clock.monotonic();

  function noteWatched(snapshot: Snapshot): void {
    if (snapshot.monotonic - notedAt < NOTE_EVERY_MS) return;
    notedAt = snapshot.monotonic;
    for (const seen of snapshot.hosts) {
      // The round has moved on what it was planned for: that must stay, and begins to be watched only now.
      const host = store.hosts.get(seen.id);
      if (host?.phase !== seen.phase) continue;
      const watched = watchedOf(host, snapshot);
      if (watched) store.hosts.put(host.id, { ...host, watched });
      else if (host.watched) store.hosts.put(host.id, withoutWatched(host));
    }
  }
  function noteHeld({ poolId, troubles, monotonic }: Snapshot): void {
    const pool = store.pools.get(poolId);
    const held = heldOf(troubles, clock.now() - monotonic);
    if (pool && wordsOf(pool.held) !== wordsOf(held)) store.pools.put(poolId, { ...pool, held });
  }

  return {
    note: (snapshot: Snapshot): void =>
      store.note(() => {
        noteWatched(snapshot);
        noteHeld(snapshot);
      }),
  };
}

/** Of one that serves and answers nothing is counted. */
function watchedOf(host: Host, snapshot: Snapshot): Host['watched'] {
  const { id, phase, unreachable } = host;
  if (phase === 'active' && !unreachable) return undefined;
  const { since, trustFrom, frozenAt, monotonic } = snapshot;
  const phaseMs = monotonic - Math.max(since.get(id)?.phase ?? monotonic, trustFrom);
  return { phase, phaseMs, silentMs: unheard(host, snapshot, frozenAt) };
}

function withoutWatched({ watched: _, ...host }: Host): Host {
  return host;
}

type Held = NonNullable<Pool['held']>;

/** @param ahead by how much (ms) the wall clock is ahead of the monotonic one */
function heldOf(troubles: ReadonlyMap<string, Trouble>, ahead: number): Held {
  return POOL_SUBJECTS.flatMap(subject => {
    const trouble = troubles.get(subject);
    if (!trouble) return [];
    const { failures, retryAt, error } = trouble;
    return [{ subject, failures, error, retryAt: Math.round(retryAt + ahead) }];
  });
}

/** The same wait is the same, also where the wall clock was set. */
function wordsOf(held: Held = []): string {
  return held.map(({ subject, failures, error }) => `${subject} ${failures} ${error.code}`).join();
}
