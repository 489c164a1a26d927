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

/** Time that stands still: one timer brings about the next, for ever. */
export class TimeStands extends Error {}

/** So many timers are not due in one moment (1 ms) in a pool of ten thousand instances. */
const MOST_AT_ONCE = 1_000_000;
/** Of the last of them it is kept who has set them. */
const KEPT = 100;

interface Timer {
  due: number;
  /** Those due at the same time run in the order in which they were set. */
  order: number;
  run: (() => void) | undefined;
}

/**
 * @param options.mostAtOnce more timers than that in one millisecond are a `TimeStands`, which says who sets them; it is
 * thrown by whatever moves time
 */
export function virtualClock(
  start = Date.UTC(2026, 0, 1),
  { mostAtOnce = MOST_AT_ONCE }: { mostAtOnce?: number } = {},
): VirtualClock {
  const heap: Timer[] = [];
  let elapsed = 0;
  let orders = 0;
  let moment = 0;
  let atOnce = 0;
  const setters = new Map<string, number>();

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

  /** Notes that one more is due at this time. */
  function count(due: number): void {
    const current = Math.floor(due);
    if (current !== moment) {
      atOnce = 0;
      setters.clear();
    }
    moment = current;
    atOnce += 1;
    if (atOnce <= mostAtOnce) return;
    const by = [...setters].map(([stack, times]) => `${times} times${stack}`).join('\n');
    atOnce = 0;
    throw new TimeStands(`${mostAtOnce} timers in one millisecond. The last were set ${by}`);
  }
  function noteSetter(): void {
    const stack = new Error().stack?.split('\n').slice(3, 8).join('\n') ?? '';
    setters.set(`\n${stack}`, (setters.get(`\n${stack}`) ?? 0) + 1);
  }

  async function move(limit: number, holds: () => boolean): Promise<boolean> {
    const until = elapsed + limit;
    for (;;) {
      await setImmediate();
      if (holds()) return true;
      const timer = next();
      if (!timer || timer.due > until) break;
      pop();
      count(timer.due);
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
      if (atOnce > mostAtOnce - KEPT) noteSetter();
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
