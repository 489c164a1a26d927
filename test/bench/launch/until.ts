import http from 'node:http';
import { systemClock } from '../../../driver/system';

/** Short, so that what is waited for is seen when it is there. */
const POLL_MS = 5;
const LIMIT_MS = 60_000;

/** Asks for `url` again and again until it answers 200. @throws after a minute */
export async function until200(url: () => string | undefined, signal: AbortSignal): Promise<void> {
  const deadline = systemClock.monotonic() + LIMIT_MS;
  for (;;) {
    const where = url();
    if (where !== undefined && (await statusOf(where)) === 200) return;
    if (systemClock.monotonic() > deadline)
      throw new Error(`${where ?? 'It'} gave no answer within a minute.`);
    await systemClock.sleep(POLL_MS, { signal });
  }
}

function statusOf(url: string): Promise<number | undefined> {
  return new Promise(resolve => {
    http
      .get(url, { agent: false }, response => {
        response.resume();
        resolve(response.statusCode);
      })
      .on('error', () => resolve(undefined));
  });
}

/** What `find` finds. @throws after the limit */
export async function waitFor<T>(
  find: () => T | undefined | false,
  signal: AbortSignal,
  limitMs = LIMIT_MS,
): Promise<T> {
  const deadline = systemClock.monotonic() + limitMs;
  for (;;) {
    const found = find();
    if (found) return found;
    if (systemClock.monotonic() > deadline)
      throw new Error(`It did not come to that within ${limitMs / 1000} seconds.`);
    await systemClock.sleep(POLL_MS, { signal });
  }
}
