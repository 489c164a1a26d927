/** Sentences about who may write to a pool. */
import { formatDuration } from '../model/duration';
import { type ErrorValue, sentence } from '../model/errors';
import type { Lease } from '../model/lease';

export const reading = 'Rockpool asks who may write to this pool.';
export const readingAgain =
  'Rockpool asks again who may write to this pool, since time did not go on evenly.';

export const handingOver = (inMs: number): string =>
  `The pool was taken over; the Rockpool before may still be writing. It begins in ${formatDuration(inMs)}.`;

/** A time for people, in no particular time zone: the clocks of two machines are compared here. */
const at = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const heldByOther = ({ holderName, since, renewedAt }: Lease): ErrorValue => ({
  kind: 'permanent',
  code: 'LEASE_HELD',
  what: `Another Rockpool runs this pool: ${holderName}, since ${at(since)}.`,
  why: `It last said so at ${at(renewedAt)}. Two at once would give the same slots away twice, so this one changes nothing.`,
  next: 'Work with that one, or take the pool over on the screen Driver Hosts.',
});

export const leftByOther = ({ holderName, releasedAt, renewedAt }: Lease): ErrorValue => ({
  kind: 'permanent',
  code: 'LEASE_LEFT',
  what: `Another Rockpool has left hosts in this pool: ${holderName}.`,
  why: `It was closed at ${at(releasedAt ?? renewedAt)}. What carries its marks is touched only at your word.`,
  next: 'Start that one again, or take the pool over on the screen Driver Hosts.',
});

export const givenBack = ({ holderName }: Lease): string =>
  `${holderName} has given this pool back. Rockpool begins here once it is certain that no machine of it is left: in a minute or two.`;

export const leaseUnknown = (error: ErrorValue | undefined): ErrorValue => ({
  kind: 'transient',
  code: 'LEASE_UNKNOWN',
  what: 'Nobody knows whether this Rockpool still runs the pool, so it changes nothing there.',
  ...(error ? { why: sentence(error) } : {}),
  next: 'Rockpool asks again by itself. What runs goes on running.',
});

export const leaseMoved = (pool: string): ErrorValue => ({
  kind: 'transient',
  code: 'LEASE_MOVED',
  what: 'Another Rockpool wrote to the pool in the same moment.',
  where: pool,
  next: 'Look who has it now, then take it over again if that is still right.',
});

export const noLease = (pool: string): ErrorValue => ({
  kind: 'input',
  code: 'NO_LEASE',
  what: 'There is nobody to take this pool over from.',
  where: pool,
  why: 'Its hosts are those of this machine.',
});
