import type { Clock } from '../../driver/model/clock';
import { type Planner, plan } from '../../driver/pool/plan';
import { subjectOf } from '../../driver/pool/snapshot';

/** The rule that is broken by what spins. */
export const ENDS = 'a history ends';
/** As many timers as are never due in one millisecond of a pool this small. */
export const MOST_TIMERS = 20_000;
/** So many plans are not made in a moment (1 ms) for so few hosts. */
const MOST_PLANS = 2_000;

/**
 * A planner that tells, and stops, when plan follows upon plan while no time passes: where each brings about the next,
 * nobody else has a turn.
 * @param tell called with what spun
 */
export function boundedPlanner(planner: Planner = plan, clock: Clock, tell: (what: string) => void): Planner {
  let moment = -1;
  let plans = 0;
  return (config, snapshot, now) => {
    const current = Math.floor(clock.monotonic());
    if (current !== moment) plans = 0;
    moment = current;
    plans += 1;
    const made = planner(config, snapshot, now);
    if (plans < MOST_PLANS) return made;
    const actions = made.actions.map(action => `${action.type} of ${subjectOf(action)} (${action.reason})`);
    const next = made.next && `after ${made.next.inMs} ms for ${made.next.subject}: ${made.next.reason}`;
    const does = actions.length > 0 ? actions.join(', ') : 'nothing';
    tell(
      `${plans} plans within a millisecond. The last does ${does}; the next comes ${next ?? 'by itself'}.`,
    );
    plans = 0;
    throw new Error('The pool spins.');
  };
}
