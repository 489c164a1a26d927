import type { HostPhase } from './hostPhases';

/** A pool at one time, in figures: a point of its history. */
export interface PoolSample {
  /** Ms since the epoch. */
  at: number;
  /** Slots. `coming`: of hosts on their way. */
  free: number;
  coming: number;
  target: number;
  total: number;
  /** Instances that wait for a place, and those that run. */
  queue: number;
  running: number;
  /** Hosts by phase; a phase without hosts is left out. */
  hosts: Partial<Record<HostPhase, number>>;
}

/** What is kept of the past, by age (ms): the first step whose `until` is larger than the age says how many points. */
export const HISTORY_STEPS = [
  { until: 3_600_000, everyMs: 10_000 },
  { until: 24 * 3_600_000, everyMs: 60_000 },
  { until: 31 * 24 * 3_600_000, everyMs: 15 * 60_000 },
] as const;

/** A point at least this often while the app runs (ms), also where nothing changes. */
export const SAMPLE_EVERY_MS = 60_000;

/**
 * At most `points` samples, in order: of each stretch of time the one with the fewest free slots, so that no shortage is
 * lost. The last sample is always among them.
 * @param samples in order of time, none before `from`
 */
export function thinned(samples: readonly PoolSample[], from: number, points: number): PoolSample[] {
  const last = samples.at(-1);
  if (!last || samples.length <= points) return [...samples];
  // One place is the last sample's own.
  const stretches = Math.max(1, points - 1);
  const widthMs = Math.max(1, (last.at - from) / stretches);
  const least = new Map<number, PoolSample>();
  for (const sample of samples) {
    const stretch = Math.min(stretches - 1, Math.floor((sample.at - from) / widthMs));
    const before = least.get(stretch);
    if (!before || sample.free < before.free) least.set(stretch, sample);
  }
  const kept = [...least.values()];
  return kept.at(-1) === last ? kept : [...kept, last];
}

/**
 * The longest time between two samples of an age (ms) that still counts as one line: beyond it nobody looked.
 * @param widthMs the width of a stretch that was thinned to one sample
 */
export function longestStep(ageMs: number, widthMs: number): number {
  const step = ageMs < HISTORY_STEPS[1].until ? SAMPLE_EVERY_MS : HISTORY_STEPS[2].everyMs;
  return 2.5 * Math.max(step, widthMs);
}
