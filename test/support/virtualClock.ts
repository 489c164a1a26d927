import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../driver/model/clock';
import { sleepByTimer } from './sleepByTimer';

/**
 * Time that passes only when it is moved, as fast as the processor does what is due in it: for simulations of hours and
 * thousands of timers. What a timer has begun settles before the next runs, so one order of events is one history.
 */
export interface VirtualClock extends Clock {
  /** Moves time on by `ms`. */
  advance(ms: number): Promise<void>;
  /** Moves time on from timer to timer until it holds; false where it doesn't within `limitMs`. */
  until(holds: () => boolean, limitMs: number): Promise<boolean>;
}

interface Timer {
  due: number;
  /** Those due at the same time run in the order in which they were set. */
  order: number;
  run: (() => void) | undefined;
}

export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  const heap: Timer[] = [];
  let elapsed = 0;
  let orders = 0;

  const isBefore = (a: Timer, b: Timer) => a.due < b.due || (a.due === b.due && a.order < b.order);
  function push(timer: Timer): void {
    let at = heap.push(timer) - 1;
    for (;;) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (at === 0 || !parent || !isBefore(timer, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = timer;
  }
  function pop(): void {
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const isRight = left && right && isBefore(right, left);
      const child = isRight ? right : left;
      if (!child || !isBefore(child, last)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
  /** The next timer that wasn't cancelled. */
  function next(): Timer | undefined {
    while (heap[0] && !heap[0].run) pop();
    return heap[0];
  }

  async function move(limit: number, holds: () => boolean): Promise<boolean> {
    const until = elapsed + limit;
    for (;;) {
      await setImmediate();
      if (holds()) return true;
      const timer = next();
      if (!timer || timer.due > until) break;
      pop();
      elapsed = Math.max(elapsed, timer.due);
      timer.run?.();
    }
    elapsed = until;
    return holds();
  }

  const clock: VirtualClock = {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    timer(ms, run) {
      const timer: Timer = { due: elapsed + Math.max(0, ms), order: orders++, run };
      push(timer);
      return () => {
        timer.run = undefined;
      };
    },
    sleep: sleepByTimer((ms, run) => clock.timer(ms, run)),
    advance: async ms => void (await move(ms, () => false)),
    until: (holds, limitMs) => move(limitMs, holds),
  };
  return clock;
}
