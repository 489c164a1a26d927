import type { Clock } from './environment.ts';
import { isNotFound, OpenStackError } from './errors.ts';

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
  const { what, read, statusOf, until, failures = FAILURES, faultOf, limitMs, clock, signal } = options;
  const begun = clock.monotonic();
  let status = 'unknown';
  for (;;) {
    const one = await read(signal).catch(error => {
      if (!isNotFound(error)) throw error;
      throw new OpenStackError({
        code: 'WaitVanished',
        message: `The ${what} is gone; it was ${status}.`,
        cause: error,
      });
    });
    status = statusOf(one);
    if (until.includes(status)) return one;
    if (failures.includes(status)) {
      const fault = faultOf?.(one);
      throw new OpenStackError({
        code: 'WaitFailed',
        message: `The ${what} is in state ${status}${fault ? `: ${fault}` : ''}.`,
        said: fault,
      });
    }
    const everyMs = options.everyMs ?? EVERY_MS;
    if (clock.monotonic() - begun + everyMs > limitMs) {
      throw new OpenStackError({
        code: 'WaitTimedOut',
        message: `The ${what} was still ${status} after ${Math.round(limitMs / 1000)} s, and not ${until.join(' or ')}.`,
      });
    }
    await clock.sleep(everyMs, signal ? { signal } : {});
  }
}

/** Looks again and again until there is none. @throws OpenStackError WaitTimedOut, what `read` throws, or the signal's reason */
export async function waitUntilGone<T>(
  options: Omit<WaitOptions<T>, 'until' | 'failures' | 'faultOf' | 'statusOf'>,
): Promise<void> {
  const { what, read, limitMs, clock, signal, everyMs = EVERY_MS } = options;
  const begun = clock.monotonic();
  for (;;) {
    try {
      await read(signal);
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (clock.monotonic() - begun + everyMs > limitMs) {
      throw new OpenStackError({
        code: 'WaitTimedOut',
        message: `The ${what} was still there after ${Math.round(limitMs / 1000)} s.`,
      });
    }
    await clock.sleep(everyMs, signal ? { signal } : {});
  }
}
