import type { ErrorValue } from '../model/errors';

/** Why a throw-away host does not come about. */

const MINUTE_MS = 60_000;
const minutes = (ms: number) => `${Math.round(ms / MINUTE_MS)} minutes`;

export const noTrial = (pool: string): ErrorValue => ({
  kind: 'input',
  code: 'TRIAL_NOT_HERE',
  what: 'Only pools in a cloud can be tried with a throw-away host.',
  where: pool,
  next: 'Machines that are on a list are tested there.',
});

export const trialUnderWay = (pool: string): ErrorValue => ({
  kind: 'input',
  code: 'TRIAL_UNDER_WAY',
  what: 'This pool is being tried with a throw-away host already.',
  where: pool,
  next: 'Wait until that one has ended.',
});

export const shuttingDown = (pool: string): ErrorValue => ({
  kind: 'input',
  code: 'POOL_SHUTTING_DOWN',
  what: 'The pool is being shut down.',
  where: pool,
  next: 'Try it once that is done.',
});

/** @param why as the plan says it */
export const notOurs = (pool: string, why?: string): ErrorValue => ({
  kind: 'transient',
  code: 'TRIAL_NO_LEASE',
  what: 'Rockpool may not change this pool.',
  where: pool,
  ...(why === undefined ? {} : { why }),
  next: 'Look at the plan of the pool (Driver Hosts), then try again.',
});

export const neverRan = (host: string, limitMs: number): ErrorValue => ({
  kind: 'transient',
  code: 'TRIAL_NEVER_RAN',
  what: `The machine does not run after ${minutes(limitMs)}.`,
  where: host,
  next: 'It is ended now. Look in the cloud’s dashboard what machines of this flavor wait for, then try again.',
});

export const hasFailed = (host: string): ErrorValue => ({
  kind: 'transient',
  code: 'TRIAL_FAILED',
  what: 'The cloud says that the machine has failed.',
  where: host,
  next: 'It is ended now. Try again, or another flavor or image.',
});

export const neverGone = (host: string, limitMs: number): ErrorValue => ({
  kind: 'transient',
  code: 'TRIAL_NOT_GONE',
  what: `The machine is not gone after ${minutes(limitMs)}.`,
  where: host,
  next: 'Rockpool goes on asking for its end; Driver Hosts shows it until it is gone.',
});
