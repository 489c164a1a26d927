import { passes } from '../passes';
import type { Scene } from '../scene';
import { standDown, waylay } from './ambush';
import { startOnCopies } from './stages';

/** Whoever crashes is started again at once. */
const AT_REST = [0, 0, 0.5] as const;
/** A copy is made within so many. */
const ROUNDS = 14;
const ROUND_MS = 20_000;
/** A host that starts from it is asked for. */
const STARTS_MS = 45_000;

/**
 * While the pool is at rest a host is copied, whatever lies in wait for that, and others start from it: where much happens,
 * launches go first.
 */
export async function copyHosts(scene: Scene): Promise<void> {
  scene.note('· copies');
  for (const cell of scene.script.atRest ?? []) waylay(scene, cell, AT_REST);
  for (let round = 0; round < ROUNDS && !startOnCopies(scene); round += 1)
    if (await passes(scene, ROUND_MS)) return;
  await passes(scene, STARTS_MS);
  standDown(scene);
}
