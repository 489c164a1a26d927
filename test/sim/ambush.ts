import { type Cell, cells, type Phase, type Strike, strikes } from './cells';
import { crash, mishap, pick, sleep } from './events';
import type { PendingCall, Scene, Watcher } from './scene';
import type { Step } from './script';

/** A fault that waits for its moment: the next call of a kind about a host in a phase. */
interface Ambush {
  cell: Cell;
  lots: Step['with'];
}

const armed = new WeakMap<Scene, Ambush[]>();
/** Who waits in vain makes room. */
const MOST = 6;

/** Lays an ambush for a combination that is drawn, so that rare ones are met as well. */
export function arm(scene: Scene, lots: Step['with']): void {
  const cell = pick(cells, lots[0]);
  if (!cell) return;
  scene.note(`  for ${cell.fault} × ${cell.phase} × ${cell.call}`);
  const { call } = cell;
  if (call === 'none') {
    const host = [...scene.book.hosts.values()].find(({ phase }) => phase === cell.phase);
    if (host) strike(scene, cell.fault as Strike, host.id, lots);
  } else {
    armed.set(scene, [...(armed.get(scene) ?? []), { cell, lots }].slice(-MOST));
  }
}

/** Nobody lies in wait any more. */
export function disarm(scene: Scene): void {
  armed.delete(scene);
}

/** Springs ambushes when their calls come by. */
export const ambusher: Watcher = {
  onCall(pending, scene) {
    const all = armed.get(scene) ?? [];
    const phase = phaseOf(pending, scene);
    const found = all.find(({ cell }) => cell.call === pending.call && cell.phase === phase);
    if (!found) return undefined;
    armed.set(
      scene,
      all.filter(one => one !== found),
    );
    return spring(found, pending, scene);
  },
};

/** The phase of the host that a call is about; undefined where no record says. */
export function phaseOf({ hostId }: Pick<PendingCall, 'hostId'>, { book }: Scene): Phase | undefined {
  if (hostId === undefined) return 'pool';
  const phase = book.hosts.get(hostId)?.phase;
  return phase === 'removed' ? undefined : phase;
}

function spring(
  { cell, lots }: Ambush,
  { call, hostId, caller }: PendingCall,
  scene: Scene,
): ReturnType<NonNullable<Watcher['onCall']>> {
  const { fault } = cell;
  if (!isStrike(fault)) {
    scene.simulator.inject({ name: fault, call, times: 1, forMs: 60_000, ...(hostId ? { hostId } : {}) });
    return undefined;
  }
  const [, when, how] = lots;
  if (fault === 'crash' && when < 0.4) {
    crash(scene, caller, how);
    return when < 0.2 ? 'lost' : 'crash';
  }
  // Most answers come in this time.
  const { apiLatencyMs, engineLatencyMs } = scene.simulator.config;
  const latencyMs = (call.startsWith('api.') ? apiLatencyMs : engineLatencyMs).min;
  scene.clock.timer(when * latencyMs, () => strike(scene, fault, hostId, lots, caller));
  return undefined;
}

const isStrike = (fault: Cell['fault']): fault is Strike => (strikes as readonly string[]).includes(fault);

function strike(
  scene: Scene,
  fault: Strike,
  hostId: string | undefined,
  [, , how]: Step['with'],
  caller = scene.workstations[0],
): void {
  if (fault === 'crash') {
    if (caller) crash(scene, caller, how);
  } else if (fault === 'sleep') {
    if (caller) sleep(scene, caller, how);
  } else if (fault === 'clockJumps') {
    const jumpMs = Math.round((how - 0.5) * 4 * 3_600_000);
    scene.simulator.inject({ name: 'clockJumps', jumpMs });
  } else mishap(scene.simulator, fault, hostId);
}
