import { collectGarbage } from '../../support/collectGarbage';
import type { KillPoint } from '../gate';
import type { Bug } from '../stage';
import { type CloudScenario, playInCloud } from './stage';

const COLLECT_EVERY = 100;

/** What an exploration has done. */
export interface ExploredCloud {
  /** Calls that the process makes to the cloud meanwhile. */
  calls: number;
  /** At each of them it can be killed in three ways. */
  points: number;
  /** Different recoveries: kills that leave the same at the same instant are one. */
  played: number;
}

/**
 * Kills the process at every call that it makes to its cloud in a scenario: before it, when it is done and its answer is
 * lost, and after it.
 * @throws Error that names the kills after which something was wrong
 */
export async function exploreCloud(
  scenario: CloudScenario,
  { bug }: { bug?: Bug | undefined } = {},
): Promise<ExploredCloud> {
  const points = await playInCloud(scenario, [], bug);
  const known = new Set<string>();
  for (const { kill, left } of points) {
    if (known.has(left)) continue;
    known.add(left);
    if (known.size % COLLECT_EVERY === 0) collectGarbage();
    await playInCloud(scenario, [kill], bug).catch((error: Error) => {
      throw new Error(`Killed ${say(kill)}: ${error.message}`, { cause: error });
    });
  }
  const calls = points.filter(({ kill }) => kill.moment === 'before').length;
  return { calls, points: points.length, played: known.size };
}

const say = ({ call, moment, name }: KillPoint) => `${moment} call ${call} (${name})`;
