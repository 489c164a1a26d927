import { formatDuration } from '../model/duration';
import type { ErrorValue } from '../model/errors';
import type { Remaining, ShutdownReport, ShutdownWay } from '../model/shutdown';
import { countOf, thingWords } from '../model/thing';

/** Sentences about the shutting down of a pool. */

export const notShutDown = (name: string): ErrorValue => ({
  kind: 'input',
  code: 'NOT_SHUT_DOWN',
  what: `The pool "${name}" is not shut down.`,
  next: 'Look at the list again.',
});

export const timeWrong = (longestMs: number): ErrorValue => ({
  kind: 'input',
  code: 'SHUTDOWN_TIME',
  what: 'A pool can be shut down at a time that is still to come.',
  why: `It must be within ${formatDuration(longestMs)} from now.`,
  next: 'Choose a later time, or end everything now.',
});

export function ordered(name: string, how: ShutdownWay, endsAt: number | undefined, now: number): string {
  const pool = `The pool "${name}" is shut down`;
  if (how === 'wait') return `${pool}: it takes no new instances, and its hosts go as they become empty.`;
  if (how === 'now') return `${pool} now: everything that runs there ends.`;
  return `${pool}: everything that still runs there ends in ${formatDuration((endsAt ?? now) - now)}.`;
}

export function done(name: string, { counts }: ShutdownReport): string {
  const given = counts.filter(({ givenBack }) => givenBack > 0);
  const list = given.map(({ kind, givenBack }) => countOf(kind, givenBack)).join(', ');
  return `The pool "${name}" is shut down, and nothing is left of it${list ? `: ${list} ended or given back` : ''}.`;
}

export function stuck(name: string, remaining: readonly Remaining[]): string {
  const first = remaining.slice(0, 3).map(({ kind, id }) => `${thingWords[kind]} ${id}`);
  const more = remaining.length > first.length ? ` and ${remaining.length - first.length} more` : '';
  return `Of the pool "${name}" something could not be given back: ${first.join(', ')}${more}. Its report says what to do.`;
}
