import type { HostPhase } from '../../driver/model/hostPhases';
import { conditionNames } from '../../driver/providers/simulator';
import {
  type ConditionName,
  meets,
  type SimulatedCall,
  simulatedCalls,
} from '../../driver/providers/simulator/faults';

/** What may happen to a call: faults of the simulated cloud, and what happens to hosts and workstations. */
export const strikes = ['hostDies', 'hostVanishes', 'containerDies', 'clockJumps', 'crash', 'sleep'] as const;
export type Strike = (typeof strikes)[number];
export { conditionNames };
export type FaultName = ConditionName | Strike;
export const faultNames: readonly FaultName[] = [...conditionNames, ...strikes];

/** The phase of the host that a call is about; `pool`: it is about none in particular. */
export type Phase = Exclude<HostPhase, 'removed'> | 'pool';
/** `none`: the fault found the host, and no call about it was under way. */
export type PendingName = SimulatedCall | 'none';

/** One combination in which a fault can be met. */
export interface Cell {
  fault: FaultName;
  phase: Phase;
  call: PendingName;
}
export const isStrike = (fault: FaultName): fault is Strike => (strikes as readonly string[]).includes(fault);
export const keyOf = ({ fault, phase, call }: Cell): string => `${fault} ${phase} ${call}`;

const LATE: Phase[] = ['active', 'draining'];
const WITH_ENGINE: Phase[] = ['spawned', 'preparing', 'active', 'draining', 'removing'];

/** The phases that a host can be in while a call about it is under way; what isn't here can't be, and why. */
const phasesOf: Record<PendingName, readonly Phase[]> = {
  // About all machines of the pool.
  'api.list': ['pool'],
  // The call is the action of its host: the host isn't moved before it has ended.
  'api.create': ['spawning'],
  'api.destroy': ['removing'],
  // Only pools on the local engine ask it what it is; a machine of the cloud comes with its facts.
  'engine.facts': [],
  'api.resources': ['pool'],
  // Of what belongs to no host.
  'api.release': ['pool'],
  'api.lease': ['pool'],
  // Before *spawned* nobody knows where its engine is.
  'engine.list': WITH_ENGINE,
  // By preparing, and by each launch while the process is young.
  'engine.findImage': ['preparing', ...LATE],
  'engine.load': ['preparing', ...LATE],
  // Launches are placed on active hosts, and go on while these drain; a host is not removed before they have ended.
  'engine.create': LATE,
  'engine.start': LATE,
  'engine.inspect': LATE,
  'engine.look': LATE,
  'engine.usage': LATE,
  'engine.logs': LATE,
  // Only while somebody looks at a host or an instance in the window.
  'engine.survey': [],
  'engine.usages': [],
  'engine.openShell': [],
  'engine.remove': LATE,
  none: ['spawning', ...WITH_ENGINE],
};

/** Strikes that can't be in a phase, or while a call is under way, and why. */
const impossible: ((cell: Cell) => boolean)[] = [
  // No machine runs before the call for it has arrived, nor before it has booted.
  ({ fault, call }) => isOfMachine(fault) && call === 'api.create',
  // Containers are made on active hosts only.
  ({ fault, phase }) => fault === 'containerDies' && !LATE.includes(phase),
];

export function isOfMachine(fault: FaultName): boolean {
  return fault === 'hostDies' || fault === 'hostVanishes' || fault === 'containerDies';
}

/** All combinations that can be met. */
export const cells: readonly Cell[] = faultNames.flatMap(fault =>
  [...simulatedCalls, 'none' as const].flatMap(call =>
    isMetBy(fault, call)
      ? phasesOf[call].map(phase => ({ fault, phase, call })).filter(cell => !impossible.some(is => is(cell)))
      : [],
  ),
);

function isMetBy(fault: FaultName, call: PendingName): boolean {
  const name = conditionNames.find(condition => condition === fault);
  if (name) return call !== 'none' && meets(name, call);
  return !(isOfMachine(fault) && call !== 'none' && phasesOf[call].includes('pool'));
}

const isRare = ({ fault, call }: Cell): boolean =>
  fault === 'listingLags' ||
  (!['api.list', 'api.resources', 'api.lease'].includes(call) && (call !== 'none' || isOfMachine(fault)));
/** They take a host so young that an old listing lacks it, a leftover, somebody who looks, a lost image, or a host in the moment before it goes. */
const isRarest = ({ fault, phase, call }: Cell): boolean =>
  fault === 'listingLags' ||
  ['api.release', 'engine.usage', 'engine.logs', 'engine.load'].includes(call) ||
  phase === 'removing';
const OFTEN = 3;

/**
 * Those that histories hardly meet by themselves, as often as they are to be tried: the others are about what is asked
 * all the time, or about nothing.
 */
export const rareCells: readonly Cell[] = cells
  .filter(isRare)
  .flatMap(cell => new Array<Cell>(isRarest(cell) ? OFTEN : 1).fill(cell));

/** @throws Error where there is no combination of this key */
export function cellOf(key = ''): Cell {
  const cell = cells.find(one => keyOf(one) === key);
  if (cell) return cell;
  throw new Error(`There is no combination "${key}"; it is what "fault phase call" names.`);
}
