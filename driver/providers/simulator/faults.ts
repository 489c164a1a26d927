import { z } from 'zod';

/** Calls that go over the simulated wire. */
export const simulatedCalls = [
  'api.list',
  'api.create',
  'api.destroy',
  'api.resources',
  'api.release',
  'api.lease',
  'engine.facts',
  'engine.list',
  'engine.findImage',
  'engine.load',
  'engine.create',
  'engine.start',
  'engine.inspect',
  'engine.look',
  'engine.usage',
  'engine.usages',
  'engine.survey',
  'engine.remove',
  'engine.logs',
  'engine.openShell',
] as const;
export type SimulatedCall = (typeof simulatedCalls)[number];

/**
 * What a fault does to a call. `refused`: answered with an error, not done. `silent`: neither done nor answered.
 * `late`: done, and not answered in time. `lost`: done, and the connection is cut before the answer. `cut`: a listing
 * whose second page fails. `stale`: a listing of how things were. `ignored`: answered, and not done. `feigned`: said to be
 * over already, and not done. `keepsVolume`, `keepsGroup`: done, but for what belongs to it.
 */
export type Effect =
  | 'refused'
  | 'silent'
  | 'late'
  | 'lost'
  | 'cut'
  | 'stale'
  | 'ignored'
  | 'feigned'
  | 'keepsVolume'
  | 'keepsGroup';

const ofApi = (call: SimulatedCall) => call.startsWith('api.');
const only =
  (...calls: SimulatedCall[]) =>
  (call: SimulatedCall) =>
    calls.includes(call);

/** Faults that last, and what they do to which calls. */
const conditions = {
  apiErrors: { meets: ofApi, effect: 'refused' },
  apiHangs: { meets: ofApi, effect: 'silent' },
  engineHangs: { meets: call => !ofApi(call), effect: 'silent' },
  answerAfterTimeout: { meets: () => true, effect: 'late' },
  createAnswerLost: { meets: only('api.create', 'engine.create'), effect: 'lost' },
  listingFailsOnSecondPage: { meets: only('api.list'), effect: 'cut' },
  listingLags: { meets: only('api.list', 'api.resources'), effect: 'stale' },
  deleteHangs: { meets: only('api.destroy', 'api.release'), effect: 'ignored' },
  machineStays: { meets: only('api.destroy'), effect: 'feigned' },
  removeHangs: { meets: only('engine.remove'), effect: 'ignored' },
  volumeStays: { meets: only('api.destroy'), effect: 'keepsVolume' },
  groupStays: { meets: only('api.destroy'), effect: 'keepsGroup' },
} as const satisfies Record<string, { meets: (call: SimulatedCall) => boolean; effect: Effect }>;
export type ConditionName = keyof typeof conditions;
export const conditionNames = Object.keys(conditions) as [ConditionName, ...ConditionName[]];

/** True if the fault does something to calls of this kind. */
export function meets(name: ConditionName, call: SimulatedCall): boolean {
  return conditions[name].meets(call);
}

/** Faults that happen once. */
export const mishapNames = ['hostDies', 'hostVanishes', 'containerDies', 'clockJumps'] as const;
export type MishapName = (typeof mishapNames)[number];

/** Real timers can't wait much longer. */
const LATEST_MS = 2_000_000_000;

export const faultSchema = z.object({
  name: z.enum([...conditionNames, ...mishapNames]),
  atMs: z.number().min(0).max(LATEST_MS).default(0).describe('When it begins, from now.'),
  forMs: z.number().min(0).optional().describe('How long it lasts; absent: until it is cleared.'),
  times: z.number().int().min(1).optional().describe('How many calls it meets; absent: all.'),
  hostId: z
    .string()
    .optional()
    .describe('The host that it meets; absent: every one, or one by chance where it happens once.'),
  call: z.enum(simulatedCalls).optional().describe('The one call that it meets.'),
  jumpMs: z.number().default(hours(2)).describe('clockJumps: how far the wall clock goes on; below 0: back.'),
});
export type Fault = z.infer<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** A fault that lasts, as it is set now. */
type Condition = Fault & { name: ConditionName; until: number | undefined; left: number | undefined };

/** The faults that last: which are set, and what they do to a call. */
export interface Conditions {
  /** Sets one from `now` on (ms of the simulation). */
  set(fault: Fault & { name: ConditionName }, now: number): void;
  /** Ends those of a name, or all. */
  clear(name?: ConditionName): void;
  /** What is done to this call, and by which fault; counts as one of the fault's times. The earliest set wins. */
  meet(call: SimulatedCall, hostId: string | undefined, now: number): Met | undefined;
  active(now: number): ConditionName[];
}
export interface Met {
  fault: ConditionName;
  effect: Effect;
}

export function isCondition(fault: Fault): fault is Fault & { name: ConditionName } {
  return fault.name in conditions;
}

export function createConditions(): Conditions {
  let all: Condition[] = [];
  const isOver = ({ until, left }: Condition, now: number) =>
    left === 0 || (until !== undefined && until <= now);

  return {
    set(fault, now) {
      const until = fault.forMs === undefined ? undefined : now + fault.forMs;
      all = [...all.filter(condition => !isOver(condition, now)), { ...fault, until, left: fault.times }];
    },
    clear(name) {
      all = name === undefined ? [] : all.filter(condition => condition.name !== name);
    },
    meet(call, hostId, now) {
      const condition = all.find(
        one =>
          !isOver(one, now) &&
          conditions[one.name].meets(call) &&
          (one.call ?? call) === call &&
          (one.hostId ?? hostId) === hostId,
      );
      if (!condition) return undefined;
      if (condition.left !== undefined) condition.left -= 1;
      return { fault: condition.name, effect: conditions[condition.name].effect };
    },
    active: now => all.filter(condition => !isOver(condition, now)).map(({ name }) => name),
  };
}

function hours(count: number): number {
  return count * 3_600_000;
}
