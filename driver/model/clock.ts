/** A timer or another thing that was started and can be ended; ending twice does nothing. */
export type Disposer = () => void;

/**
 * Time as a parameter. Nothing in `driver/` reads a clock of its own, so that tests and the simulator
 * decide what time it is. The real one is in `driver/system.ts`.
 */
export interface Clock {
  /** Wall-clock time, ms since the epoch. Can jump (sleep, NTP): right for lifetimes, wrong for time-outs. */
  now(): number;
  /** Ms since some start; never goes back. Right for time-outs and durations. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with an AbortError when the signal is aborted. */
  sleep(ms: number, options?: { signal?: AbortSignal }): Promise<void>;
  /** Calls `run` once after `ms`. */
  timer(ms: number, run: () => void): Disposer;
}

/** Chance as a parameter: seeded in tests, from the operating system in the app. */
export interface Random {
  /** A number in [0, 1). */
  float(): number;
  /** `bytes` random bytes in lower-case hex. Unguessable in the real one. */
  hex(bytes: number): string;
}
