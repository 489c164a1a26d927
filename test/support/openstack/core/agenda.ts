import type { EmulatorClock } from './environment';

interface Appointment {
  /** By the monotonic clock, ms. */
  due: number;
  order: number;
  run(): void;
}

/**
 * What happens later. Nothing runs by a timer: whoever looks at the cloud first lets everything happen that has come due
 * since, in its order and with the time at which it was due. So a cloud that nobody asks costs nothing.
 */
export class Agenda {
  readonly #clock: EmulatorClock;
  readonly #heap: Appointment[] = [];
  #orders = 0;
  /** The instant that is being made up for. */
  #at: number | undefined;

  constructor(clock: EmulatorClock) {
    this.#clock = clock;
  }

  /** The monotonic time of what is happening now, ms. */
  get elapsed(): number {
    return this.#at ?? this.#clock.monotonic();
  }

  /** Its wall-clock time, ms since the epoch. */
  get now(): number {
    return this.#clock.now() - (this.#clock.monotonic() - this.elapsed);
  }

  /** Lets it happen `ms` from now. */
  after(ms: number, run: () => void): void {
    this.#push({ due: this.elapsed + Math.max(0, ms), order: this.#orders++, run });
  }

  /** Makes up for all that has come due. */
  settle(): void {
    const until = this.#clock.monotonic();
    for (let next = this.#heap[0]; next && next.due <= until; next = this.#heap[0]) {
      this.#pop();
      this.#at = next.due;
      next.run();
    }
    this.#at = undefined;
  }

  /** In how many ms the next thing is due; undefined where nothing is under way. */
  get nextInMs(): number | undefined {
    const next = this.#heap[0];
    return next && Math.max(0, next.due - this.#clock.monotonic());
  }

  #isBefore(a: Appointment, b: Appointment): boolean {
    return a.due < b.due || (a.due === b.due && a.order < b.order);
  }

  #push(one: Appointment): void {
    const heap = this.#heap;
    let at = heap.push(one) - 1;
    for (;;) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (at === 0 || !parent || !this.#isBefore(one, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = one;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const isRight = left && right && this.#isBefore(right, left);
      const child = isRight ? right : left;
      if (!child || !this.#isBefore(child, last)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}
