import type { Clock } from '../../model/clock';

/** A clock whose wall time can be made to jump. */
export interface JumpingClock extends Clock {
  /** Moves the wall clock by `ms` (below 0: back); the time that passes, and so every timer, goes on evenly. */
  jump(ms: number): void;
}

export function jumpingClock(clock: Clock): JumpingClock {
  let ahead = 0;
  return {
    now: () => clock.now() + ahead,
    monotonic: () => clock.monotonic(),
    sleep: (ms, options) => clock.sleep(ms, options),
    timer: (ms, run) => clock.timer(ms, run),
    jump(ms) {
      ahead += ms;
    },
  };
}

/** Time that passes `factor` times as fast as that of `clock`, from now on. */
export function fasterClock(clock: Clock, factor: number): Clock {
  const wall = clock.now();
  const begun = clock.monotonic();
  return {
    now: () => wall + (clock.now() - wall) * factor,
    monotonic: () => begun + (clock.monotonic() - begun) * factor,
    sleep: (ms, options) => clock.sleep(ms / factor, options),
    timer: (ms, run) => clock.timer(ms / factor, run),
  };
}
