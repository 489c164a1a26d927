import { create } from 'zustand';
import type { CheckedMachine } from '../../driver/api/machines';
import type { ErrorValue } from '../../driver/model/errors';
import { type HostKey, type LabMachine, type MachineCheck, placeOf } from '../../driver/model/labMachine';
import { api, errorOf, wasCancelled } from '../state/api';
import { currentState } from '../state/store';

/** How a machine was found to be; in memory of the window, since it says how it was at that time. */
export interface Test {
  /** Where, as `user@address:port`. */
  place: string;
  /** Absent: nothing is under way. */
  state?: 'waiting' | 'looking' | undefined;
  /** When that began. */
  since?: number | undefined;
  /** What the one under way has found so far. */
  now?: readonly MachineCheck[] | undefined;
  /** How it was the last time. */
  last?: TestResult | undefined;
}

export interface TestResult {
  /** When it was looked at. */
  at: number;
  checks: readonly MachineCheck[];
  /** The key that it showed. */
  shown?: HostKey | undefined;
  /** And the one of a jump host before it, the last that was asked. */
  jumpShown?: CheckedMachine['jumpShown'] | undefined;
  /** Why nothing could be found out. */
  error?: ErrorValue | undefined;
}

/** The tests of machines, by machine. */
export const useTests = create<Record<string, Test>>()(() => ({}));

/** More at a time would only wait for each other. */
const AT_ONCE = 8;
/** What stops the test of a machine. */
const stops = new Map<string, AbortController>();

/** Looks machines over, several at a time; those that are being looked over already are left alone. */
export async function testMachines(machines: readonly LabMachine[]): Promise<void> {
  const waiting = machines.filter(({ id }) => !stops.has(id));
  for (const machine of waiting) {
    stops.set(machine.id, new AbortController());
    set(machine, { state: 'waiting', since: Date.now() });
  }
  async function work(): Promise<void> {
    for (let machine = waiting.shift(); machine; machine = waiting.shift()) await look(machine);
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Stops the tests of these machines; what was known of them stays. */
export function cancelTests(ids: readonly string[]): void {
  for (const id of ids) stops.get(id)?.abort();
}

async function look(machine: LabMachine): Promise<void> {
  const { id } = machine;
  const signal = stops.get(id)?.signal;
  try {
    if (!signal || signal.aborted) return;
    set(machine, { state: 'looking', since: Date.now() });
    const found = await checked(id, signal, ({ checks }) => set(machine, { now: checks }));
    if (found) set(machine, { last: { at: Date.now(), ...found } });
  } catch (thrown) {
    if (!wasCancelled(thrown) && !signal?.aborted) {
      set(machine, { last: { at: Date.now(), checks: [], error: errorOf(thrown) } });
    }
  } finally {
    stops.delete(id);
    set(machine, { state: undefined, now: undefined });
  }
}

/** The last that is said of it; undefined: nothing was. */
function checked(
  id: string,
  signal: AbortSignal,
  onCheck: (checked: CheckedMachine) => void,
): Promise<CheckedMachine | undefined> {
  return new Promise((resolve, reject) => {
    let last: CheckedMachine | undefined;
    api.machines.check.subscribe(
      { id },
      {
        signal,
        onData(checked) {
          last = checked;
          onCheck(checked);
        },
        onError: reject,
        onComplete: () => resolve(last),
      },
    );
  });
}

function set(machine: LabMachine, change: Omit<Test, 'place'>): void {
  const place = placeOf(machine);
  useTests.setState(tests => {
    const known = tests[machine.id];
    return { [machine.id]: { ...(known?.place === place ? known : { place }), ...change } };
  });
}

/** Looks the machines over that a jump host leads on to. */
export async function testBehind(jumpId: string): Promise<void> {
  const { machines, jumpHosts } = currentState();
  const isBehind = (id: string | null | undefined): boolean =>
    id === jumpId || (!!id && isBehind(jumpHosts[id]?.jumpId));
  await testMachines(Object.values(machines).filter(machine => isBehind(machine.jumpId)));
}
