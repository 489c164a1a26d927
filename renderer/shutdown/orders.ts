import { formatDuration } from '../../driver/model/duration';
import { type Instance, isLive } from '../../driver/model/instance';
import { LONGEST_SHUTDOWN_MS } from '../../driver/model/shutdown';

/** What the form of a shutdown holds. */
export interface ShutdownForm {
  how: 'wait' | 'in' | 'at' | 'now';
  minutes: number | string;
  /** As an input of the type `datetime-local` has it. */
  at: string;
}

export type Order = { how: 'wait' | 'now' } | { how: 'at'; at: number } | { how: 'at'; afterMs: number };

const LONGEST_MINUTES = LONGEST_SHUTDOWN_MS / 60_000;

/** What is ordered by the form, or why it can't be, in words. */
export function orderOf(
  { how, minutes, at }: ShutdownForm,
  now: number,
): { order: Order } | { error: string } {
  if (how === 'wait' || how === 'now') return { order: { how } };
  if (how === 'in') {
    const count = Number(minutes);
    const isRight = minutes !== '' && Number.isInteger(count) && count >= 1 && count <= LONGEST_MINUTES;
    if (!isRight) return { error: `Whole minutes, from 1 to ${LONGEST_MINUTES} (30 days).` };
    return { order: { how: 'at', afterMs: count * 60_000 } };
  }
  const instant = new Date(at).getTime();
  if (!Number.isFinite(instant)) return { error: 'Choose a day and a time.' };
  if (instant <= now) return { error: 'That time is over; choose a later one, or end everything now.' };
  if (instant > now + LONGEST_MINUTES * 60_000) return { error: 'At most 30 days ahead.' };
  return { order: { how: 'at', at: instant } };
}

/** An instant as an input of the type `datetime-local` wants it: local time, to the minute. */
export function localInput(ms: number): string {
  const minuteMs = 60_000;
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * minuteMs);
  return local.toISOString().slice(0, 16);
}

/** What runs in a pool and when it would end by itself, in a sentence. */
export function whatRuns(instances: readonly Instance[], now: number): string {
  const live = instances.filter(isLive);
  if (live.length === 0) return 'Nothing runs there now.';
  const endless = live.filter(
    ({ state, expiresAt }) => state === 'running' && expiresAt === undefined,
  ).length;
  const last = Math.max(0, ...live.map(({ expiresAt }) => expiresAt ?? 0));
  const what = live.length === 1 ? 'One instance lives there' : `${live.length} instances live there`;
  const end = last > now ? `; the last to end by itself does so in ${formatDuration(last - now)}` : '';
  const never =
    endless === 0 ? '' : endless === 1 ? '. One of them has no end' : `. ${endless} of them have no end`;
  return `${what}${end}${never}.`;
}
