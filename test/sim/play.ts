import type { Planner } from '../../driver/pool/plan';
import { TimeStands } from '../support/virtualClock';
import { ambusher } from './ambush';
import { calm } from './calm';
import { invariants } from './checks';
import { checkWriters } from './checkWriters';
import { linger, waylay } from './cloud/ambush';
import { cloudInvariants } from './cloud/checks';
import { plantForeignThings } from './cloud/things';
import { type Counts, countCells } from './coverage';
import { plantForeign } from './foreign';
import { perform } from './operations';
import { passes } from './passes';
import { openScene, type Scene, type Violation } from './scene';
import type { Script } from './script';
import { ENDS } from './spinning';

/** A bug that is planted, to see whether it is found. */
export interface Bug {
  planner?: Planner;
  /** What a thing outside looks like to the driver. */
  disguise?: <T extends object>(thing: T) => T;
}

/** What came of a history. */
export interface Outcome {
  seed: number;
  /** Steps that were taken. */
  steps: number;
  /** Of the simulation. */
  hours: number;
  /** How many machines there were, each with its time. */
  hostHours: number;
  /** The same for two plays of one script. */
  hash: string;
  violations: readonly Violation[];
  lines: readonly string[];
  counts: Counts;
}

/** Nobody is there yet to bring something about; whoever crashes is started again at once. */
const AT_FIRST = [0, 0, 0] as const;

/** Plays a history to its end, or to the first thing that must not be. The same script gives the same outcome. */
export async function play(script: Script, bug: Bug = {}): Promise<Outcome> {
  const { watcher, counts } = countCells();
  using scene = openScene(script, {
    watchers: [invariants, checkWriters(), cloudInvariants, watcher, ambusher],
    ...bug,
  });
  if (scene.cloud) plantForeignThings(scene);
  else plantForeign(scene);
  for (const cell of script.atFirst ?? []) waylay(scene, cell, AT_FIRST);
  for (const one of scene.workstations) one.start();
  let steps = 0;
  try {
    for (const step of script.steps) {
      if (await passes(scene, step.waitMs)) break;
      perform(step, scene);
      steps += 1;
    }
    if (scene.cloud && scene.violations.length === 0) await linger(scene);
    if (scene.violations.length === 0) await calm(scene);
  } catch (error) {
    if (!(error instanceof TimeStands)) throw error;
    scene.violate(ENDS, error.message);
  }
  return {
    seed: script.seed,
    steps,
    hours: scene.clock.monotonic() / 3_600_000,
    hostHours: machineHours(scene),
    hash: scene.hash(),
    violations: scene.violations,
    lines: scene.lines,
    counts: scene.cloud?.wire.counts ?? counts,
  };
}

function machineHours({ book, simulator }: Scene): number {
  const now = simulator.world.now();
  const ms = [...book.machines].reduce(
    (sum, { askedAt, goneAt }) => sum + Math.min(goneAt, now) - askedAt,
    0,
  );
  return ms / 3_600_000;
}
