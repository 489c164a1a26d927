import type { Clock, Disposer } from '../model/clock';
import type { Log } from '../model/log';
import { HISTORY_STEPS, type PoolSample, thinned } from '../model/poolSample';
import { openHistoryFile } from './file';
import { type SampledPools, samplePools } from './sampler';
import { samplesIn } from './samples';

/** How the pools were: samples in `history.db`, fine for the last hour, coarser with age, for a month. */
export interface History extends Disposable {
  /** A pool since `fromMs` (ms since the epoch), in order, as at most `points` samples (see `thinned`). */
  pool(request: { poolId: string; fromMs: number; points: number }): PoolSample[];
  /** Adds samples from elsewhere. */
  add(poolId: string, samples: readonly PoolSample[]): void;
  /** Takes samples of these pools until the answer is called, or this is disposed of. */
  follow(pools: SampledPools): Disposer;
}

export interface HistoryOptions {
  dataDir: string;
  clock: Clock;
  log: Log;
}

const WRITE_EVERY_MS = 30_000;
const THIN_EVERY_MS = 15 * 60_000;

/** Opens the history of a data folder; it works whatever state the file is in. */
export function openHistory({ dataDir, clock, log }: HistoryOptions): History {
  const samples = samplesIn(openHistoryFile(dataDir, clock.now(), log), log);
  const ends = new Set<Disposer>();
  const oldest = HISTORY_STEPS[2].until;

  function every(ms: number, run: () => void): void {
    let end: Disposer;
    const again = () => {
      end = clock.timer(ms, () => {
        run();
        again();
      });
    };
    again();
    ends.add(() => end());
  }
  samples.thin(clock.now());
  every(WRITE_EVERY_MS, () => samples.flush());
  every(THIN_EVERY_MS, () => samples.thin(clock.now()));

  return {
    pool({ poolId, fromMs, points }) {
      const from = Math.max(fromMs, clock.now() - oldest);
      return thinned(samples.read(poolId, from), from, points);
    },
    add(poolId, added) {
      for (const sample of added) samples.add(poolId, sample);
      samples.flush();
    },
    follow(pools) {
      const stop = samplePools(pools, clock, (poolId, sample) => samples.add(poolId, sample));
      ends.add(stop);
      return () => {
        stop();
        ends.delete(stop);
      };
    },
    [Symbol.dispose]() {
      for (const end of ends) end();
      samples[Symbol.dispose]();
    },
  };
}
