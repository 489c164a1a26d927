import { collectGarbage } from '../../support/collectGarbage';
import type { KillPoint } from '../gate';
import type { Bug } from '../stage';
import { type CloudPoint, type CloudScenario, playInCloud } from './stage';

const COLLECT_EVERY = 100;

/** What an exploration has done. */
export interface ExploredCloud {
  /** Calls that the process makes to the cloud meanwhile. */
  calls: number;
  /** At each of them it can be killed in three ways. */
  kills: number;
  /** Kills of a process that recovers from one. */
  again: number;
  /** Different recoveries: kills that leave the same at the same instant are one. */
  played: number;
}

/**
 * Kills the process at every call that it makes to its cloud in a scenario: before it, when it is done and its answer is
 * lost, and after it.
 * @param options.again where the answer of a request that makes or ends something is lost, the process that follows is
 * killed at each of those, too
 * @param options.pollsOnce of calls that are made again and again while time alone passes the first is killed at
 * @throws Error that names the kills after which something was wrong
 */
export async function exploreCloud(
  scenario: CloudScenario,
  { bug, again = false, pollsOnce = false }: { bug?: Bug; again?: boolean; pollsOnce?: boolean } = {},
): Promise<ExploredCloud> {
  const explored: ExploredCloud = { calls: 0, kills: 0, again: 0, played: 0 };

  async function recover(kills: readonly KillPoint[]): Promise<CloudPoint[]> {
    explored.played += 1;
    if (explored.played % COLLECT_EVERY === 0) collectGarbage();
    try {
      return await playInCloud(scenario, kills, bug);
    } catch (error) {
      const where = kills.map(say).join(', then ');
      throw new Error(`Killed ${where}: ${(error as Error).message}`, { cause: error });
    }
  }

  const points = await playInCloud(scenario, [], bug);
  explored.calls = points.filter(({ kill }) => kill.moment === 'before').length;
  explored.kills = points.length;
  const known = new Set<string>();
  for (const { kill, left, phase } of points) {
    const poll = `${kill.moment} ${kill.name} ${phase}`;
    const isKnown = known.has(left) || (pollsOnce && known.has(poll));
    known.add(left).add(poll);
    const losesMore = again && isLostAnswer(kill);
    if (isKnown && !losesMore) continue;
    const recovery = await recover([kill]);
    if (!losesMore) continue;
    for (const next of recovery.filter(point => isLostAnswer(point.kill))) {
      explored.again += 1;
      await recover([kill, next.kill]);
    }
  }
  return explored;
}

/** Each process signs in and writes the lease first, in the same way. */
const OF_EACH_START = /identity|\/tags\/|PUT \/security-groups/;
/** Something was made, changed or ended, and nobody has heard of it. */
const isLostAnswer = ({ moment, name }: KillPoint) =>
  moment === 'unseen' && !name.includes(' GET ') && !OF_EACH_START.test(name);
const say = ({ call, moment, name }: KillPoint) => `${moment} call ${call} (${name})`;
