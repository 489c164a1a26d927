import type { Clock, Disposer } from '../model/clock';
import type { Log } from '../model/log';
import { paced } from './paced';

/** When the rounds of one pool are: the occasions for them, gathered. */
export interface Rounds {
  /** One at the end of this tick, or soon. */
  wake(): void;
  /**
   * Records have changed, and aren't written yet: one at the end of this tick, or soon. What a round notes itself is planned on
   * once it is written: a disk that takes nothing would else have it noted without end.
   */
  changed(): void;
  /** What has changed is written: one, unless that was done for all of it. */
  written(): void;
  stop: Disposer;
}

/** Without another occasion there is a round this often (ms). */
const AT_LEAST_EVERY_MS = 15_000;

/**
 * @param round one round, without an await; returns in how many ms time alone would make it another, undefined where it
 * wouldn't. One that throws is logged, and the next occasion comes all the same.
 */
export function createRounds(
  round: () => number | undefined,
  { clock, log }: { clock: Clock; log: Log },
): Rounds {
  let isInRound = false;
  /** Something has changed since the last round began. */
  let isStale = false;
  let isStopped = false;
  let cancelTimer: Disposer = () => undefined;

  const runs = paced(() => {
    isInRound = true;
    isStale = false;
    let inMs = AT_LEAST_EVERY_MS;
    try {
      inMs = Math.min(round() ?? inMs, inMs);
    } catch (error) {
      // A plan that throws is a bug of ours.
      log.error('planning failed', {
        error: error instanceof Error ? (error.stack ?? error.message) : error,
      });
    } finally {
      isInRound = false;
    }
    cancelTimer();
    if (!isStopped) cancelTimer = clock.timer(inMs, runs.wake);
  }, clock);

  return {
    wake: runs.wake,
    changed() {
      isStale = true;
      if (!isInRound) runs.wake();
    },
    written() {
      if (isStale) runs.wake();
    },
    stop() {
      isStopped = true;
      runs.stop();
      cancelTimer();
    },
  };
}
