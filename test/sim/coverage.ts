import { phaseOf } from './ambush';
import { type Cell, cells, type FaultName, faultNames, keyOf } from './cells';
import type { Scene, Watcher } from './scene';

/** How often combinations were met, by their key. */
export type Counts = Record<string, number>;

/** What is to be met, and how often it was. */
export interface Coverage {
  title: string;
  /** Combinations that were met less often than they should have been. */
  gapsOf(counts: Counts, least: number): string[];
  /** What was met least often. */
  leastOf(counts: Counts): string;
  tableOf(counts: Counts): string[];
}

/** Counts which faults meet which calls about hosts in which phases. */
export function countCells(): { watcher: Watcher; counts: Counts } {
  const counts: Counts = {};
  function count(cell: { [K in keyof Cell]: string | undefined }): void {
    if (cell.phase === undefined) return;
    const key = keyOf(cell as Cell);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  /** Something has happened to a host. */
  function struck(fault: FaultName, hostId: string, scene: Scene): void {
    const phase = phaseOf({ hostId }, scene);
    const about = [...scene.pending].filter(call => call.hostId === hostId);
    if (about.length === 0) count({ fault, phase, call: 'none' });
    for (const { call } of about) count({ fault, phase, call });
  }
  /** Something has happened to everything. */
  function struckAll(fault: FaultName, scene: Scene): void {
    for (const { call, hostId } of scene.pending) {
      if (hostId === undefined) count({ fault, phase: 'pool', call });
    }
    for (const { id } of scene.book.hosts.values()) struck(fault, id, scene);
  }
  return {
    counts,
    watcher: {
      onWorld({ what, about }, scene) {
        const met = / met /.test(what) ? what.split(' met ') : undefined;
        if (met) {
          const hostId = about === '' || met[1] === 'api.release' ? undefined : about;
          count({ fault: met[0], phase: phaseOf({ hostId }, scene), call: met[1] });
        } else if (what === 'machine died' || what === 'machine vanished') {
          const hostId = scene.simulator.world.machine(about)?.hostId;
          if (hostId) struck(what === 'machine died' ? 'hostDies' : 'hostVanishes', hostId, scene);
        } else if (what === 'container ended') {
          const hostId = scene.book.containers.get(about)?.machine.hostId;
          if (hostId) struck('containerDies', hostId, scene);
        } else if (what === 'clockJumps set') struckAll('clockJumps', scene);
      },
      onStrike: struckAll,
    },
  };
}

export function addCounts(to: Counts, more: Counts): void {
  for (const [key, number] of Object.entries(more)) to[key] = (to[key] ?? 0) + number;
}

function gapsOf(counts: Counts, least: number): string[] {
  return cells.map(keyOf).filter(key => (counts[key] ?? 0) < least);
}

function leastOf(counts: Counts): string {
  const [least = ''] = cells.map(keyOf).sort((one, other) => (counts[one] ?? 0) - (counts[other] ?? 0));
  return `Of ${cells.length} combinations the rarest, ${least}, was met ${counts[least] ?? 0} times.`;
}

/** The table: a line for each fault and phase, with the calls that it met. */
function tableOf(counts: Counts): string[] {
  const lines: string[] = [];
  for (const fault of faultNames) {
    lines.push(fault);
    const own = cells.filter(cell => cell.fault === fault);
    for (const phase of new Set(own.map(cell => cell.phase))) {
      const met = own
        .filter(cell => cell.phase === phase)
        .map(cell => `${cell.call} ${counts[keyOf(cell)] ?? 0}`);
      lines.push(`  ${phase.padEnd(10)} ${met.join('  ')}`);
    }
  }
  return lines;
}

/** Of pools in a simulated cloud. */
export const simulatedCoverage: Coverage = {
  title: 'How often each fault met a host in a phase, and the call that was under way:',
  ...{ gapsOf, leastOf, tableOf },
};
