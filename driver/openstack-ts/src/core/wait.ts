import type { Clock } from './environment.ts';
import { isNotFound, OpenStackError } from './errors.ts';
import { LimitReached, limitsOf } from './limit.ts';

export interface WaitOptions<T> {
  /** What is waited for, for people: `server 1f0c…`. */
  what: string;
  /** Looks at it once. */
  read(signal?: AbortSignal): Promise<T>;
  statusOf(one: T): string;
  /** States that are waited for. */
  until: readonly string[];
  /** States that never become those; absent: `ERROR`, and `error` as Block Storage writes it. */
  failures?: readonly string[] | undefined;
  /** Why it failed, where it says so. */
  faultOf?: ((one: T) => string | undefined) | undefined;
  limitMs: number;
  everyMs?: number | undefined;
  clock: Clock;
  signal?: AbortSignal | undefined;
}

const EVERY_MS = 2_000;
const FAILURES = ['ERROR', 'error'];

/**
 * Looks again and again until it is in one of the states. A short blip of the way to the cloud is not the end of it.
 * @throws OpenStackError WaitFailed, WaitVanished, WaitTimedOut, what `read` throws, or the signal's reason
 */
export async function waitFor<T>(options: WaitOptions<T>): Promise<T> {
  const { what, read, statusOf, until, failures = FAILURES, faultOf } = options;
  let status: string | undefined;
  const late = (after: string) =>
    status === undefined
      ? `Nothing was heard of the ${what} for ${after}.`
      : `The ${what} was still ${status} after ${after}, and not ${until.join(' or ')}.`;
  return repeat(options, late, async signal => {
    const one = await read(signal).catch(error => {
      if (!isNotFound(error)) throw error;
      throw new OpenStackError({
        code: 'WaitVanished',
        message: `The ${what} is gone; it was ${status ?? 'unknown'}.`,
        cause: error,
      });
    });
    status = statusOf(one);
    if (until.includes(status)) return { outcome: one };
    if (!failures.includes(status)) return undefined;
    const fault = faultOf?.(one);
    throw new OpenStackError({
      code: 'WaitFailed',
      message: `The ${what} is in state ${status}${fault ? `: ${fault}` : ''}.`,
      said: fault,
    });
  });
}

/** Looks again and again until there is none. @throws OpenStackError WaitTimedOut, what `read` throws, or the signal's reason */
export async function waitUntilGone<T>(
  options: Omit<WaitOptions<T>, 'until' | 'failures' | 'faultOf' | 'statusOf'>,
): Promise<void> {
  const { what, read } = options;
  const late = (after: string) => `The ${what} was still there after ${after}.`;
  await repeat(options, late, async signal => {
    try {
      await read(signal);
    } catch (error) {
      if (isNotFound(error)) return { outcome: undefined };
      throw error;
    }
    return undefined;
  });
}

/** Looks until there is an outcome. A look that is under way at the limit ends with it. */
async function repeat<T>(
  {
    limitMs,
    everyMs = EVERY_MS,
    clock,
    signal,
  }: Pick<WaitOptions<T>, 'limitMs' | 'everyMs' | 'clock' | 'signal'>,
  late: (after: string) => string,
  look: (signal: AbortSignal) => Promise<{ outcome: T } | undefined>,
): Promise<T> {
  const due = clock.monotonic() + limitMs;
  const timedOut = (cause?: unknown) =>
    new OpenStackError({ code: 'WaitTimedOut', message: late(`${Math.round(limitMs / 1000)} s`), cause });
  try {
    return await limitsOf(limitMs, clock).run(signal, async inTime => {
      for (;;) {
        const found = await look(inTime);
        if (found) return found.outcome;
        if (clock.monotonic() + everyMs > due) throw timedOut();
        await clock.sleep(everyMs, { signal: inTime });
      }
    });
  } catch (error) {
    throw error instanceof LimitReached ? timedOut(error) : error;
  }
}
