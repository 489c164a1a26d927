import type { Clock } from '../../model/clock';
import { withDeadline } from '../../model/deadline';
import type { RockpoolError } from '../../model/errors';
import type { Range } from './config';
import type { Conditions, Effect, SimulatedCall } from './faults';
import type { World } from './world';

/** One call to a simulated cloud or engine: how long it may take, and what its failures are. */
export interface Request {
  call: SimulatedCall;
  /** The host that it is about; absent: none in particular. */
  hostId?: string | undefined;
  latencyMs: Range;
  /** The caller waits no longer. */
  limitMs: number;
  /** How often it is refused by chance. */
  failureRate: number;
  late(): RockpoolError;
  refused(): RockpoolError;
  lost(): RockpoolError;
  signal?: AbortSignal | undefined;
}

/**
 * Carries a call there and its answer back, as a network would: it takes time, and a fault that is set when it arrives
 * may keep it from being done or answered. An abort before it arrives means that it isn't done.
 */
export type Wire = <T>(
  request: Request,
  serve: (effect: Effect | undefined, options: { signal: AbortSignal }) => T | Promise<T>,
) => Promise<T>;

export function wireOf({
  clock,
  world,
  conditions,
}: {
  clock: Clock;
  world: World;
  conditions: Conditions;
}): Wire {
  return ({ call, hostId, latencyMs, limitMs, failureRate, late, refused, lost, signal }, serve) =>
    withDeadline(clock, { limitMs, signal, late }, async deadline => {
      const halfway = world.draw(latencyMs) / 2;
      const travel = () => (halfway > 0 ? clock.sleep(halfway, deadline) : undefined);
      await travel();
      deadline.signal.throwIfAborted();
      const met = conditions.meet(call, hostId, world.now());
      if (met) world.tell(`${met.fault} met ${call}`, hostId ?? '');
      const effect = met?.effect ?? (world.happens(failureRate) ? 'refused' : undefined);
      if (effect === 'silent') return aborted(deadline.signal);
      if (effect === 'refused') {
        await travel();
        throw refused();
      }
      world.tell(call, hostId ?? '');
      const answer = await serve(effect, deadline);
      if (effect === 'late') return aborted(deadline.signal);
      if (effect === 'lost') throw lost();
      await travel();
      return answer;
    });
}

/** Waits until the caller gives up. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
