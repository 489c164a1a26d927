import type { Clock } from '../model/clock';

/** A jump of the wall clock smaller than this (ms) is drift and corrections of it. */
const JUMP_MS = 5_000;
/** Nobody lets this much time (ms) pass between two looks at the clock: the machine has slept. */
const GAP_MS = 60_000;

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
