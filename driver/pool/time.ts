import type { Clock, Disposer } from '../model/clock';

/** A jump of the wall clock smaller than this (ms) is drift and corrections of it. */
const JUMP_MS = 5_000;
/** Nobody lets this much time (ms) pass between two looks at the clock: the machine has slept. */
const GAP_MS = 60_000;

/** The clock is looked at this often (ms) at least; a longer time than the second between two looks was slept through. */
const TICK_MS = 10_000;
const AWAKE_MS = 20_000;
/** So much of a sleep (ms) counts: what was asked for as it began is from before what is decided after it. */
const MOMENT_MS = 1e-3;

/**
 * The same clock, whose monotonic time counts only what the machine was awake. On some systems it goes on in a sleep, and
 * whoever was being asked then would count as silent for all of it. After a sleep it is later than at any look before.
 */
export function awakeClock(clock: Clock): Clock & Disposable {
  let seen = clock.monotonic();
  let slept = 0;
  let cancel: Disposer = () => undefined;
  function monotonic(): number {
    const now = clock.monotonic();
    // How much of it we were awake nobody can say: none of it counts.
    if (now - seen > AWAKE_MS) slept += now - seen - MOMENT_MS;
    seen = now;
    return now - slept;
  }
  function tick(): void {
    cancel = clock.timer(TICK_MS, tick);
    monotonic();
  }
  tick();
  return { ...clock, monotonic, [Symbol.dispose]: () => cancel() };
}

export interface TimeNotice {
  /** By how much the wall clock went ahead (or back, below 0) of the time that passed; 0: it didn't jump. */
  jumpedBy: number;
  /** True if nothing that was seen before may be relied on. */
  distrust: boolean;
}

/** Tells at each look whether time went on as it should since the last one. */
export function watchTime(clock: Clock): () => TimeNotice {
  let wall = clock.now();
  let monotonic = clock.monotonic();
  return () => {
    const [wallNow, monotonicNow] = [clock.now(), clock.monotonic()];
    const passed = monotonicNow - monotonic;
    const ahead = wallNow - wall - passed;
    wall = wallNow;
    monotonic = monotonicNow;
    const jumpedBy = Math.abs(ahead) < JUMP_MS ? 0 : ahead;
    return { jumpedBy, distrust: jumpedBy !== 0 || passed > GAP_MS };
  };
}
