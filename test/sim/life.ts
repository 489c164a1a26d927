import type { Clock, Disposer } from '../../driver/model/clock';
import { sleepByTimer } from '../support/sleepByTimer';

/**
 * The life of a simulated process: everything that comes to it from outside (timers, answers, events) goes through
 * this, so that it can die or sleep at any moment without anybody inside having a say.
 */
export interface Life {
  /** Time as the process has it. */
  readonly clock: Clock;
  readonly isDead: boolean;
  readonly isAsleep: boolean;
  /**
   * Nothing reaches it any more, and what it still does reaches nobody. What it has asked for goes on out there; what it
   * has opened there is closed.
   */
  die(): void;
  /** Its workstation sleeps: timers stand still, answers wait. */
  sleep(): void;
  wake(): void;
  /** `run`, when the process is awake; never once it is dead. */
  deliver(run: () => void): void;
  /**
   * A thing outside as the process sees it.
   * @param around called for each call with its name and arguments; `call` makes it. It may let the process die.
   */
  outside<T extends object>(thing: T, around?: Around): T;
}

/** What happens around a call: to be called once, or not at all where it never arrives, and its process dies. */
export type Around = (name: string, args: readonly unknown[], call: () => unknown) => unknown;

/** Falling asleep and waking up takes so long (ms) by any clock. */
const MOMENT_MS = 1e-3;
/** What is left of a time when it is over, by rounding (ms). */
const ROUNDING_MS = 1e-6;

/** The answer that a dead process waits for, whether it is one or many; one of its own, or who waits would be kept. */
function never(): Promise<never> & AsyncIterable<never> {
  const answer = new Promise<never>(() => undefined);
  return Object.assign(answer, {
    [Symbol.asyncIterator]: (): AsyncIterator<never> => ({ next: () => answer }),
  });
}

/**
 * @param real the time outside
 * @param options.sleepCounts the monotonic clock counts sleep (macOS, Windows), or doesn't (Linux)
 */
export function beginLife(real: Clock, { sleepCounts }: { sleepCounts: boolean }): Life {
  let state: 'awake' | 'asleep' | 'dead' = 'awake';
  let slept = 0;
  let sleepsSince = 0;
  let held: (() => void)[] = [];
  const opened = new Set<Disposer>();

  const monotonic = () => {
    const asleep = state === 'asleep' ? real.monotonic() - sleepsSince : 0;
    return sleepCounts ? real.monotonic() : real.monotonic() - slept - asleep;
  };
  const hasDied = () => state === 'dead';
  function deliver(run: () => void): void {
    if (state === 'awake') run();
    else if (state === 'asleep') held.push(run);
  }
  function timer(ms: number, run: () => void): Disposer {
    const due = monotonic() + Math.max(0, ms);
    let cancel: Disposer = () => undefined;
    let isOver = false;
    const wait = (leftMs: number) => {
      cancel = real.timer(leftMs, () => deliver(ring));
    };
    function ring(): void {
      if (isOver) return;
      const leftMs = due - monotonic();
      // Less than that is what sums of fractions leave, and no time would pass.
      isOver = leftMs < ROUNDING_MS;
      if (isOver) run();
      else wait(leftMs);
    }
    wait(Math.max(0, ms));
    return () => {
      isOver = true;
      cancel();
    };
  }
  function answer<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        value => deliver(() => resolve(value)),
        error => deliver(() => reject(error)),
      );
    });
  }
  function connection(end: Disposer): Disposer {
    const close = () => {
      opened.delete(close);
      end();
    };
    opened.add(close);
    return close;
  }
  async function* pieces<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await answer(iterator.next());
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  function outside<T extends object>(thing: T, around: Around = (_name, _args, call) => call()): T {
    const known = new Map<PropertyKey, unknown>();
    return new Proxy(thing, {
      get(target, key) {
        const value = Reflect.get(target, key, target);
        if (!isMethod(value)) return isPlain(value) ? outside(value, around) : value;
        const made = known.get(key) ?? method(target, String(key), value, around);
        known.set(key, made);
        return made;
      },
    });
  }
  function method(target: object, name: string, value: Method, around: Around) {
    return (...args: unknown[]) => {
      if (hasDied()) return never();
      const guarded = args.map(arg =>
        typeof arg === 'function' ? (...heard: unknown[]) => deliver(() => arg(...heard)) : arg,
      );
      const result = around(name, args, () => value.apply(target, guarded));
      if (hasDied()) return never();
      if (result instanceof Promise) return answer(result);
      if (isMethod(result)) return connection(result as Disposer);
      return isIterable(result) ? pieces(result) : result;
    };
  }

  return {
    clock: { now: real.now, monotonic, timer, sleep: sleepByTimer(timer) },
    get isDead() {
      return hasDied();
    },
    get isAsleep() {
      return state === 'asleep';
    },
    die() {
      state = 'dead';
      held = [];
      for (const close of opened) close();
    },
    sleep() {
      if (state !== 'awake') return;
      state = 'asleep';
      sleepsSince = real.monotonic();
    },
    wake() {
      if (state !== 'asleep') return;
      slept += Math.max(0, real.monotonic() - sleepsSince - MOMENT_MS);
      state = 'awake';
      for (const run of held.splice(0)) deliver(run);
    },
    deliver,
    outside,
  };
}

type Method = (...args: unknown[]) => unknown;

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.values(value).some(one => typeof one === 'function')
  );
}

export function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
