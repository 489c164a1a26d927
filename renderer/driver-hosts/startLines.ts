import { sentence } from '../../driver/model/errors';
import type { PoolStarts } from '../../driver/model/poolPlan';

/** What the next hosts of a pool start from, in sentences; none where they start from no copies. */
export function startLines(starts: PoolStarts | undefined, now: number): string[] {
  if (!starts) return [];
  const { copies, paused } = starts;
  const made = copies.filter(({ madeAt }) => madeAt !== undefined);
  const missing = copies.filter(({ madeAt }) => madeAt === undefined).map(({ flavor }) => flavor);
  const of = (flavor: string) => (copies.length > 1 ? ` of ${flavor}` : '');
  const lines = made.map(
    ({ flavor, madeAt = 0 }) =>
      `The next hosts${of(flavor)} start from a ready-made image${madeAt === 0 ? '' : `, made at ${timeOf(madeAt, now)}`}.`,
  );
  if (missing.length === 0) return lines;
  const ofThese = made.length === 0 ? '' : of(missing.join(' and '));
  if (paused && paused.until > now)
    return [
      ...lines,
      `No ready-made image${ofThese} is made before ${timeOf(paused.until, now)}. ${sentence(paused.error)}`,
    ];
  return [
    ...lines,
    `A ready-made image${ofThese} is made of the next host that can wait before it serves; those after it start from that.`,
  ];
}

const DAY_MS = 24 * 3_600_000;

/** With its day where it is not near. */
function timeOf(at: number, now: number): string {
  const day = Math.abs(now - at) < DAY_MS / 2 ? {} : ({ dateStyle: 'medium' } as const);
  return new Date(at).toLocaleString(undefined, { ...day, timeStyle: 'short' });
}
