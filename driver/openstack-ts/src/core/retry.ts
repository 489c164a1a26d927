import { isOpenStackError } from './errors.ts';

/** So often a call is made at most. */
export const MOST_TRIES = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/** Calls that come to the same however often they are done. */
const SAFE = new Set(['GET', 'HEAD', 'DELETE']);
const PASSING = new Set(['ConnectionFailed', 'Unavailable', 'ConnectionRefused', 'RateLimited']);

/**
 * How long (ms) to wait before a call is made again; undefined: it isn't. What may have been done is done again only
 * where that comes to the same; what was not, since it never left or was told to come later, is done again always.
 * @param tries made so far
 * @param chance in [0, 1), so that many who failed together don't come back together
 */
export function waitBeforeRetry(
  error: unknown,
  { method, tries }: { method: string; tries: number },
  chance: number,
): number | undefined {
  if (!isOpenStackError(error) || tries >= MOST_TRIES || !PASSING.has(error.code)) return undefined;
  const wasPutOff = error.retryAfterMs !== undefined || error.code === 'RateLimited';
  if (!SAFE.has(method) && error.wasSent && !wasPutOff) return undefined;
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined) return retryAfterMs <= LONGEST_WAIT_MS ? retryAfterMs : undefined;
  const steps = FIRST_WAIT_MS * 2 ** (tries - 1);
  return Math.min(LONGEST_WAIT_MS, steps * (0.75 + chance / 2));
}
