import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Log } from '../model/log';
import { HISTORY_STEPS, type PoolSample } from '../model/poolSample';

/** Samples of all pools on disk. Writes are gathered; a write that fails loses samples, and never more than those. */
export interface Samples extends Disposable {
  add(poolId: string, sample: PoolSample): void;
  /** Those at `from` (ms since the epoch) and later, in order. */
  read(poolId: string, from: number): PoolSample[];
  /** Writes what has been gathered. */
  flush(): void;
  /** Drops what is too old, and of what is older than an hour all but a point a minute, and so on. */
  thin(now: number): void;
}

/** So many samples are kept of all pools together; a month of 50 pools is 220,000. */
const MOST_SAMPLES = 400_000;
/** More than these are written at once, should nobody flush. */
const MOST_GATHERED = 2_000;

export function samplesIn(db: DatabaseSyncInstance, log: Log): Samples {
  const insert = db.prepare('INSERT OR REPLACE INTO samples (pool, at, data) VALUES (?, ?, ?)');
  const select = db.prepare('SELECT at, data FROM samples WHERE pool = ? AND at >= ? ORDER BY at');
  const dropOld = db.prepare('DELETE FROM samples WHERE at < ?');
  const dropBetween = db.prepare(`DELETE FROM samples WHERE at >= ? AND at < ? AND (pool, at) NOT IN
    (SELECT pool, min(at) FROM samples WHERE at >= ? AND at < ? GROUP BY pool, at / ?)`);
  const count = db.prepare('SELECT count(*) AS samples FROM samples');
  const dropFirst = db.prepare(`DELETE FROM samples WHERE at <=
    (SELECT at FROM samples ORDER BY at LIMIT 1 OFFSET ?)`);
  let gathered: { poolId: string; sample: PoolSample }[] = [];

  function inTransaction(doing: string, work: () => void): void {
    try {
      db.exec('BEGIN IMMEDIATE');
      work();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      log.warn(`history.db: ${doing} failed`, { error: String(error) });
    }
  }
  function flush(): void {
    if (gathered.length === 0) return;
    const written = gathered;
    gathered = [];
    inTransaction('writing', () => {
      for (const { poolId, sample } of written) {
        const { at, ...data } = sample;
        insert.run(poolId, Math.round(at), JSON.stringify(data));
      }
    });
  }

  return {
    flush,
    add(poolId, sample) {
      gathered.push({ poolId, sample });
      if (gathered.length >= MOST_GATHERED) flush();
    },
    read(poolId, from) {
      flush();
      const rows = select.all(poolId, Math.round(from)) as { at: number; data: string }[];
      return rows.map(({ at, data }) => ({ at, ...JSON.parse(data) }) as PoolSample);
    },
    thin(now) {
      flush();
      inTransaction('thinning', () => {
        const [recent, day, month] = HISTORY_STEPS;
        dropOld.run(now - month.until);
        for (const [newer, step] of [
          [day, month],
          [recent, day],
        ] as const) {
          // Whole stretches only: one that is thinned while it still grows older would be thinned to another point.
          const whole = (at: number) => Math.floor(at / step.everyMs) * step.everyMs;
          const [from, to] = [whole(now - step.until), whole(now - newer.until)];
          dropBetween.run(from, to, from, to, step.everyMs);
        }
        const { samples } = count.get() as { samples: number };
        if (samples > MOST_SAMPLES) dropFirst.run(samples - MOST_SAMPLES);
      });
    },
    [Symbol.dispose]() {
      flush();
      db.close();
    },
  };
}
