import { crash } from '../events';
import { passes } from '../passes';
import type { Scene } from '../scene';
import type { Step } from '../script';
import type { Workstation } from '../workstation';
import { cloudCallOf } from './calls';
import { type CloudCell, type CloudFault, cloudCellOf, cloudKeyOf, isCrash } from './faults';
import { bringAbout } from './stages';
import type { CloudWire } from './wire';

interface Ambush {
  cell: CloudCell;
  lots: Step['with'];
}

const armed = new WeakMap<Scene, Ambush[]>();
/** Who waits in vain makes room. */
const MOST = 30;

/**
 * Lays an ambush for the next call of a name, and sees to it that there is one.
 * @param key of the combination, as `cloudKeyOf` has it
 */
export function waylay(scene: Scene, key: string | undefined, lots: Step['with']): void {
  const cell = cloudCellOf(key);
  scene.note(`  for ${cloudKeyOf(cell)}`);
  armed.set(scene, [...(armed.get(scene) ?? []), { cell, lots }].slice(-MOST));
  bringAbout(cell, scene, lots);
}

/** Nobody lies in wait any more. */
export function standDown(scene: Scene): void {
  armed.delete(scene);
}

const ROUNDS = 8;
const AT_ONCE = 6;
const ROUND_MS = 25_000;

/** What still lies in wait is given more time, and its calls are brought about once more. */
export async function linger(scene: Scene): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const all = armed.get(scene) ?? [];
    if (all.length === 0) return;
    for (const { cell, lots } of all.slice(0, AT_ONCE)) bringAbout(cell, scene, lots);
    // Who has waited in vain lets the others have their turn.
    armed.set(scene, [...all.slice(AT_ONCE), ...all.slice(0, AT_ONCE)]);
    if (await passes(scene, ROUND_MS)) return;
  }
}

/** A request of a process goes out: what lies in wait for it springs. */
export function onWire(
  scene: Scene,
  caller: Workstation,
  [request]: readonly unknown[],
  go: () => ReturnType<CloudWire['transport']>,
): unknown {
  const call = cloudCallOf(request as Parameters<CloudWire['transport']>[0]);
  const all = armed.get(scene) ?? [];
  const found = all.find(
    ({ cell }) => cell.call === call.name && (cell.fault !== 'laterPageFails' || call.isLaterPage),
  );
  if (!found) return go();
  armed.set(
    scene,
    all.filter(one => one !== found),
  );
  const { fault, call: name } = found.cell;
  if (!isCrash(fault)) {
    scene.cloud?.conditions.set({ fault, call: name, times: 1 });
    return go();
  }
  scene.note(`${fault} met ${name}`);
  scene.cloud?.wire.count(fault, call);
  return crashAt(fault, () => crash(scene, caller, found.lots[2]), go, scene);
}

function crashAt(
  fault: CloudFault,
  end: () => void,
  go: () => ReturnType<CloudWire['transport']>,
  scene: Scene,
): unknown {
  if (fault === 'crashBefore') {
    end();
    return undefined;
  }
  const answer = go();
  // Nobody hears of it who has died.
  answer.catch(() => undefined);
  if (fault === 'crashDuring') end();
  else if (fault === 'crashAtAnswer') answer.then(end, end);
  else answer.then(later, later);
  return answer;

  function later(): void {
    scene.clock.timer(0, end);
  }
}
