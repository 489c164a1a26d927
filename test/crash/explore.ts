import { collectGarbage } from '../support/collectGarbage';
import type { KillPoint } from './gate';
import { type Bug, type Point, play, type Scenario } from './stage';

const COLLECT_EVERY = 100;

/** What an exploration has done. */
export interface Explored {
  /** Points at which the process was killed while the scenario was under way. */
  first: number;
  /** Points at which it was killed again while it recovered from one of those. */
  second: number;
  /** Recoveries that were played: those from the same state are one. */
  played: number;
}

/**
 * Kills the process at every point of a scenario, and again at every point of every recovery. What a process finds when
 * it starts is all that its recovery depends on; so kills that leave the same (`fingerprint`) are played once.
 * @param options.again false: it is not killed again while it recovers
 * @throws Error that names the kills after which something was wrong
 */
export async function explore(
  scenario: Scenario,
  { bug, again = true }: { bug?: Bug; again?: boolean } = {},
): Promise<Explored> {
  const recovered = new Map<string, Point[]>();
  const explored: Explored = { first: 0, second: 0, played: 0 };

  /** How the process recovers from the last of the kills, as it was played when this state was first left. */
  async function recoveryFrom(kills: readonly KillPoint[], left: string): Promise<Point[]> {
    const known = recovered.get(left);
    if (known) return known;
    try {
      const { points, states } = await play(scenario, kills, { shutsDown: kills.length === 1, bug });
      if (states.at(-1) !== left) throw new Error('The same kill left another state than before.');
      explored.played += 1;
      if (explored.played % COLLECT_EVERY === 0) collectGarbage();
      recovered.set(left, points);
      return points;
    } catch (error) {
      const where = kills.map(({ call, moment, name }) => `${moment} call ${call} (${name})`).join(', then ');
      throw new Error(`Killed ${where}: ${(error as Error).message}`, { cause: error });
    }
  }

  const { points } = await play(scenario, [], { shutsDown: true, bug });
  for (const first of points) {
    explored.first += 1;
    const recovery = await recoveryFrom([first.kill], first.state);
    if (!again) continue;
    for (const second of recovery) {
      explored.second += 1;
      await recoveryFrom([first.kill, second.kill], second.state);
    }
  }
  return explored;
}
