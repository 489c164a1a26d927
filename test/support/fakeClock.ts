import type { Clock } from '../../driver/model/clock';
import { sleepByTimer } from './sleepByTimer';

export { seededRandom } from '../../driver/model/seededRandom';

/** A clock that stands still until it is moved; timers run in order while it moves. */
export interface FakeClock extends Clock {
  /** Moves time on by `ms`, running what is due on the way and letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Makes the wall clock jump (a sleep, a correction) without time passing. */
  jump(ms: number): void;
}

export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let wall = start;
  let elapsed = 0;
  const timers = new Set<{ due: number; run: () => void }>();

  async function settle(): Promise<void> {
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  }

  const clock: FakeClock = {
    now: () => wall,
    monotonic: () => elapsed,
    timer(ms, run) {
      const timer = { due: elapsed + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    sleep: sleepByTimer((ms, run) => clock.timer(ms, run)),
    jump(ms) {
      wall += ms;
    },
    async advance(ms) {
      const until = elapsed + ms;
      await settle();
      for (;;) {
        const next = [...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        timers.delete(next);
        wall += next.due - elapsed;
        elapsed = next.due;
        next.run();
        await settle();
      }
      wall += until - elapsed;
      elapsed = until;
      await settle();
    },
  };
  return clock;
}

/** A log that says nothing. */
export const silentLog = { debug() {}, info() {}, warn() {}, error() {} };
