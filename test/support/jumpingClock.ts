import type { Clock, Disposer } from '../../driver/model/clock';
import { systemClock } from '../../driver/system';
import { sleepByTimer } from './sleepByTimer';

/** The machine's clock, which can be put ahead. */
export interface JumpingClock extends Clock {
  /** So much time (ms) has gone by at once: what was due in it happens now, the earliest first. */
  jump(ms: number): void;
}

interface Waiting {
  at: number;
  run: () => void;
  cancel: Disposer;
}

export function jumpingClock(): JumpingClock {
  let ahead = 0;
  const waiting = new Set<Waiting>();
  const monotonic = () => systemClock.monotonic() + ahead;
  function fire(one: Waiting): void {
    // Another that was due may have ended it.
    if (!waiting.delete(one)) return;
    one.cancel();
    one.run();
  }
  function wait(one: Waiting): void {
    one.cancel();
    one.cancel = systemClock.timer(Math.max(0, one.at - monotonic()), () => fire(one));
  }
  const timer: Clock['timer'] = (ms, run) => {
    const one: Waiting = { at: monotonic() + ms, run, cancel: () => undefined };
    waiting.add(one);
    wait(one);
    return () => {
      waiting.delete(one);
      one.cancel();
    };
  };
  return {
    now: () => systemClock.now() + ahead,
    monotonic,
    timer,
    sleep: sleepByTimer(timer),
    jump(ms) {
      ahead += ms;
      const all = [...waiting].sort((a, b) => a.at - b.at);
      for (const one of all) if (one.at > monotonic()) wait(one);
      for (const one of all) if (one.at <= monotonic()) fire(one);
    },
  };
}
