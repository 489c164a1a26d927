import type { Host } from '../../driver/model/host';
import type { JumpHost } from '../../driver/model/jumpHost';
import { type HostKey, type LabMachine, type MachineCheck, placeOf } from '../../driver/model/labMachine';
import type { Identity } from '../ui/table/lines';
import type { Test } from './testing';

/** What a machine is now. */
export type Standing =
  /** It shows another key than the one that was confirmed; nothing is sent to it. */
  | { kind: 'changed'; shown: HostKey }
  | { kind: 'host'; host: Host }
  /** No key was confirmed yet; `shown`: the one that it showed when it was tested. */
  | { kind: 'unconfirmed'; shown?: HostKey | undefined }
  | { kind: 'free' };

/** A machine with what the list shows of it. */
export interface MachineRow {
  machine: LabMachine;
  /** `user@address:port` */
  place: string;
  standing: Standing;
  /** What leads there, where something does. */
  jump: JumpHost | undefined;
  /** A jump host before it that showed a key when the machine was tested which isn't the one that was confirmed. */
  jumpShown: { asked: JumpHost; shown: HostKey } | undefined;
  /** Absent: never tested since the window opened. */
  test: Test | undefined;
}

export const identity: Identity<MachineRow> = {
  id: ({ machine }) => machine.id,
  name: ({ place }) => place,
};

const isSame = (one: HostKey, other: HostKey) => one.fingerprint === other.fingerprint;

/** @param host the one that the machine is, if any */
export function standingOf(machine: LabMachine, host: Host | undefined, test: Test | undefined): Standing {
  const shown = test?.last?.shown;
  const { hostKeys } = machine;
  if (shown && hostKeys.length > 0 && !hostKeys.some(key => isSame(key, shown))) {
    return { kind: 'changed', shown };
  }
  if (host) return { kind: 'host', host };
  return hostKeys.length === 0 ? { kind: 'unconfirmed', shown } : { kind: 'free' };
}

/** The rows of a pool's machines; what was tested at another address or as another user says nothing of one. */
export function machineRows(
  poolId: string,
  machines: Readonly<Record<string, LabMachine>>,
  hosts: Readonly<Record<string, Host>>,
  tests: Readonly<Record<string, Test>>,
  jumpHosts: Readonly<Record<string, JumpHost>> = {},
): MachineRow[] {
  const hostOf = new Map<string, Host>();
  for (const host of Object.values(hosts)) {
    if (host.poolId !== poolId || host.phase === 'removed' || host.providerId === undefined) continue;
    hostOf.set(host.providerId, host);
  }
  return Object.values(machines)
    .filter(machine => machine.poolId === poolId)
    .map(machine => {
      const place = placeOf(machine);
      const known = tests[machine.id];
      const test = known?.place === place ? known : undefined;
      const jump = machine.jumpId === null ? undefined : jumpHosts[machine.jumpId];
      return {
        ...{ machine, place, test, jump },
        jumpShown: jumpShownIn(test, jumpHosts),
        standing: standingOf(machine, hostOf.get(machine.id), test),
      };
    });
}

function jumpShownIn(test: Test | undefined, jumpHosts: Readonly<Record<string, JumpHost>>) {
  const { id, key } = test?.last?.jumpShown ?? {};
  const asked = id === undefined ? undefined : jumpHosts[id];
  if (!asked || !key || asked.hostKeys.some(known => isSame(known, key))) return undefined;
  return { asked, shown: key };
}

/** How a list of checks went, in a few words. */
export interface Verdict {
  tone: 'good' | 'warning' | 'bad';
  text: string;
}

export function verdictOf(checks: readonly MachineCheck[]): Verdict {
  const named = (state: MachineCheck['state']) =>
    checks.filter(check => check.state === state).map(({ name }) => name);
  const failed = named('failed');
  if (failed.length > 0) return { tone: 'bad', text: `Failed: ${failed.join(', ')}` };
  const warnings = named('warning');
  if (warnings.length > 0) return { tone: 'warning', text: `Look at: ${warnings.join(', ')}` };
  return { tone: 'good', text: 'All well' };
}

/** The kinds of standing, most urgent first. */
const kinds = ['changed', 'unconfirmed', 'free', 'host'] as const satisfies readonly Standing['kind'][];
const counted: Record<Standing['kind'], (count: number) => string> = {
  changed: count => `${count} with another key`,
  unconfirmed: count => `${count} not confirmed yet`,
  free: count => `${count} free`,
  host: count => (count === 1 ? '1 host' : `${count} hosts`),
};

/** `5 machines: 1 not confirmed yet, 2 free, 2 hosts`. */
export function summaryOf(rows: readonly MachineRow[]): string {
  if (rows.length === 0) return 'No machine yet';
  const parts = kinds.flatMap(kind => {
    const count = rows.filter(({ standing }) => standing.kind === kind).length;
    return count > 0 ? [counted[kind](count)] : [];
  });
  return `${rows.length === 1 ? '1 machine' : `${rows.length} machines`}: ${parts.join(', ')}`;
}

/** How much a machine holds, as the list shows it. */
export function slotsText({ machine, standing }: Pick<MachineRow, 'machine' | 'standing'>): string {
  if (machine.slots !== null) return String(machine.slots);
  return standing.kind === 'host' ? `automatic (${standing.host.slots})` : 'automatic';
}

/** By what the list is sorted. */
export function sortValue(key: string, { machine, place, standing, test }: MachineRow): string | number {
  if (key === 'slots') return machine.slots ?? (standing.kind === 'host' ? standing.host.slots : 0);
  if (key === 'standing') return kinds.indexOf(standing.kind);
  if (key === 'test') return test?.last ? verdictOf(test.last.checks ?? []).text : '';
  return place;
}

/** Machines that have every word of `text` in their place, label or state. */
export function matching(rows: readonly MachineRow[], text: string): MachineRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(row => {
    const { machine, place, standing, jump } = row;
    const host = standing.kind === 'host' ? `${standing.host.name} ${standing.host.phase}` : '';
    const all =
      `${place} ${jump ? placeOf(jump) : ''} ${machine.label} ${standingWords[standing.kind]} ${host}`.toLowerCase();
    return words.every(word => all.includes(word));
  });
}

/** What the list calls a standing. */
export const standingWords: Record<Standing['kind'], string> = {
  changed: 'key changed',
  host: 'host',
  unconfirmed: 'not confirmed',
  free: 'free',
};
