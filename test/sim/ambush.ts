import { type Cell, cellOf, isStrike, keyOf, type Phase, type Strike } from './cells';
import { crash, mishap, sleep } from './events';
import type { PendingCall, Scene, Watcher } from './scene';
import type { Step } from './script';
import { bringAbout, drain, hasVictim, lookFor, prepareAt } from './stages';

/** A fault that waits for its moment: the next call of a kind about a host in a phase. */
interface Ambush {
  cell: Cell;
  lots: Step['with'];
  /** What had to happen before has. */
  isPrepared: boolean;
}

const armed = new WeakMap<Scene, Ambush[]>();
/** Who waits in vain makes room. */
const MOST = 20;

/**
 * Lays an ambush for a combination, so that rare ones are met as well.
 * @param key of the combination
 * @throws Error where there is none of this key
 */
export function arm(scene: Scene, key: string | undefined, lots: Step['with']): void {
  const cell = cellOf(key);
  scene.note(`  for ${keyOf(cell)}`);
  if (cell.call === 'none') {
    const host = [...scene.book.hosts.values()].find(
      ({ id, phase }) => phase === cell.phase && hasVictim(cell.fault, id, scene),
    );
    if (host) strike(scene, cell.fault as Strike, host.id, lots);
    return;
  }
  const ambush: Ambush = { cell, lots, isPrepared: false };
  armed.set(scene, [...(armed.get(scene) ?? []), ambush].slice(-MOST));
  bringAbout(cell, scene, lots[1]);
  look(ambush, scene);
}

/** Nobody lies in wait any more. */
export function disarm(scene: Scene): void {
  armed.delete(scene);
}

function look(ambush: Ambush, scene: Scene): void {
  ambush.isPrepared ||= lookFor(ambush.cell, scene, ambush.lots[1]);
}

/** Springs ambushes when their calls come by. */
export const ambusher: Watcher = {
  onCommit(diff, _by, scene) {
    const isOneUp = Object.values(diff.instances?.put ?? {}).some(({ state }) => state === 'running');
    if (!isOneUp) return;
    // Not while it is being written.
    scene.clock.timer(0, () => {
      for (const one of armed.get(scene) ?? []) look(one, scene);
    });
  },
  onCall(pending, scene) {
    const all = armed.get(scene) ?? [];
    if (all.length === 0) return undefined;
    const phase = phaseOf(pending, scene);
    for (const one of all) one.isPrepared ||= prepareAt(pending, one.cell, scene);
    const waiting = all.filter(
      ({ cell }) => cell.call === pending.call && hasVictim(cell.fault, pending.hostId, scene),
    );
    const found =
      waiting.find(({ cell }) => cell.phase === phase) ??
      // Who waits for a host that drains makes one drain, while the call is under way.
      (phase === 'active' ? waiting.find(({ cell }) => cell.phase === 'draining') : undefined);
    if (!found) return undefined;
    armed.set(
      scene,
      all.filter(one => one !== found),
    );
    if (found.cell.phase !== phase && pending.hostId) drain(pending.hostId, pending.caller, scene);
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
  if (fault === 'crash' && when < 0.4 && phaseOf({ hostId }, scene) === cell.phase) {
    crash(scene, caller, how);
    return when < 0.2 ? 'lost' : 'crash';
  }
  // Most answers come in this time.
  const { apiLatencyMs, engineLatencyMs } = scene.simulator.config;
  const latencyMs = (call.startsWith('api.') ? apiLatencyMs : engineLatencyMs).min;
  scene.clock.timer(when * latencyMs, () => strike(scene, fault, hostId, lots, caller));
  return undefined;
}

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
