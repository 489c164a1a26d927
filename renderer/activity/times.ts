import type { EventFilter } from './events';

/** Stretches of time that can be chosen; `between` has an own beginning and end. */
export const times = {
  any: { label: 'Any time' },
  '1h': { label: 'Last hour', ms: 3_600_000 },
  '24h': { label: 'Last 24 hours', ms: 24 * 3_600_000 },
  '7d': { label: 'Last 7 days', ms: 7 * 24 * 3_600_000 },
  between: { label: 'From … to …' },
} as const;
export type Time = keyof typeof times;

/** A choice as the beginning and end that a filter has. `from` and `to` are as typed (`2026-01-31T10:15`, local). */
export function rangeOf(
  time: Time,
  { from, to }: { from: string; to: string },
  now: number,
): Pick<EventFilter, 'from' | 'to'> {
  if (time === 'between') return { from: instantOf(from), to: endOf(instantOf(to)) };
  const chosen = times[time];
  return { from: 'ms' in chosen ? now - chosen.ms : null, to: null };
}

function instantOf(typed: string): number | null {
  const at = typed === '' ? Number.NaN : new Date(typed).getTime();
  return Number.isNaN(at) ? null : at;
}

/** The whole minute that was typed. */
const endOf = (at: number | null) => (at === null ? null : at + 59_999);
