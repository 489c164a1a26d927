import { MOST_REMAINING, type Remaining, type Shutdown } from '../model/shutdown';

/** So many listings in a row, begun after the last act, must show nothing. */
const PROOFS = 2;

/**
 * Where the shutting down of a pool stands. Nothing left ends it only once that is proven; where what is left does not
 * go, it is stuck, and stays so until nothing is left. Pure.
 * @param proofs complete listings in a row, begun after the last act, that showed nothing
 */
export function stateOf(
  before: Shutdown['state'],
  remaining: readonly Remaining[],
  proofs: number,
): Shutdown['state'] {
  if (remaining.length === 0) return proofs >= PROOFS ? 'done' : before;
  return before === 'stuck' || remaining.every(({ resists }) => resists) ? 'stuck' : 'under way';
}

/**
 * How many listings in a row, begun after the last act, have shown nothing. Pure.
 * @param quietSince since when (monotonic) nothing is recorded and nothing is under way; undefined: something is
 */
export function proofsAfter(
  before: number,
  listing: { begun: number; found: number },
  quietSince: number | undefined,
): number {
  const proves = listing.found === 0 && quietSince !== undefined && listing.begun >= quietSince;
  return proves ? before + 1 : 0;
}

/** What is shown of what remains: first what needs a person. */
export function shownOf(remaining: readonly Remaining[]): Remaining[] {
  const rank = ({ resists, until }: Remaining) => (resists ? 0 : until === undefined ? 1 : 2);
  return [...remaining].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_REMAINING);
}
