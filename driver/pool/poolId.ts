import { createHash } from 'node:crypto';

const DIGITS = 16;

/**
 * The id of a pool, from its name: a pool that is made again by the same name after the state was lost finds its
 * machines and containers by their marks.
 */
export function poolIdOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, DIGITS);
}
