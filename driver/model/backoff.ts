import type { Random } from './clock';

/** From the first wait (ms) to the longest; each is twice the one before. */
export type Waits = readonly [first: number, longest: number];

/**
 * How long (ms) what has failed is left alone: with each failure in a row twice as long, up to a limit, less up to a part of
 * it by chance, so that those who failed together don't come back together.
 * @param failures in a row, one at least
 * @param spread the part; half of it unless said otherwise
 */
export function waitAfter([first, longest]: Waits, failures: number, random: Random, spread = 0.5): number {
  return Math.min(longest, first * 2 ** (failures - 1)) * (1 - spread * random.float());
}
