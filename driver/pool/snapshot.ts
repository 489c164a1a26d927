import type { MarkedContainer } from '../engine';
import type { ErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { HostMove } from '../model/hostPhases';
import type { Instance } from '../model/instance';
import type { Leftover } from '../model/leftover';
import type { PoolConfig } from '../model/pool';
import type { PoolFigures, PoolStarts } from '../model/poolPlan';
import { type Resource, resourceKey } from '../model/resource';
import type { Machine } from '../providers';
import type { LeaseKnown, LeaseStanding } from './lease';

/** One complete answer. `begun` and `ended` are of the monotonic clock, in ms: they order it among our writes. */
export interface Seen<T> {
  begun: number;
  ended: number;
  value: T;
}

/** What asking again and again has shown. An error is no answer: it leaves what was seen before as it was. */
export interface Observed<T> {
  /** The newest complete answer, and the one before it. */
  last?: Seen<T>;
  previous?: Seen<T>;
  /** Why the newest attempt gave none. `begun` is of the first after `last`: since then nothing was answered. */
  failure?: { begun: number; ended: number; error: ErrorValue };
}

/** The containers on a host. */
export interface HostListing {
  /** Those with our mark. */
  containers: readonly MarkedContainer[];
  /** Slots that containers of other controllers hold. */
  foreignSlots: number;
  /** Whose they are, where there are any. */
  foreign?: readonly ForeignContainers[];
}

/** Containers of one other controller on a host. */
export interface ForeignContainers {
  controllerId: string;
  containers: number;
  slots: number;
}

/** What went wrong lately about one subject, and until when it is left alone. */
export interface Trouble {
  failures: number;
  /** Of the monotonic clock. */
  retryAt: number;
  error: ErrorValue;
}

/** Since when, by the monotonic clock and thus in time that we were watching. */
export interface HostTimes {
  /** It is in its phase. */
  phase: number;
  /** Nothing is on it; absent: something is. */
  idle?: number | undefined;
  /** For how long (ms) earlier processes had heard nothing of it, where it hasn't answered since. */
  silentBefore?: number | undefined;
}

/** Whether copies of prepared hosts are worth something. */
export interface Copying {
  /** There is something that can be launched. */
  isOfUse: boolean;
  /** Why none is made at the moment, and until when (ms since the epoch). */
  paused?: PoolStarts['paused'];
}

/** Everything that a plan for one pool is made from. */
export interface Snapshot {
  poolId: string;
  poolName: string;
  /** How many hosts the provider can have. */
  hostLimits: { atLeast: number; atMost: number };
  /** True where hosts come and go by need (`hasManyHosts`). */
  grows: boolean;
  /** When (monotonic) the engine of a host last answered anything, by host id; of those that never did, nothing. */
  heard?: ReadonlyMap<string, number>;
  /** True where a machine is prepared first, and its engine answers only then. */
  preparesMachines?: boolean;
  /** Slots of the largest active blueprint of the pool. */
  launchSlots: number;
  /** The controllers whose marks count as ours: this one, and those from which it took the pool over. */
  ours: ReadonlySet<string>;
  /** What is known of the pool's lease; absent: there is none, and nobody else could write. */
  lease?: LeaseKnown | undefined;
  /** Those not removed. */
  hosts: readonly Host[];
  /** Hosts whose removal is recorded, by their id, as far as they are remembered. */
  removed: ReadonlyMap<string, Host>;
  /** Since when (monotonic) what is ours and belongs to nothing is seen, by `resourceKey`. */
  strays: ReadonlyMap<string, number>;
  /** What of it an admin wants removed, by `resourceKey`. */
  unwanted: ReadonlySet<string>;
  /** Those that live, in whatever state, oldest first. */
  instances: readonly Instance[];
  /** Ids of instances whose end is recorded: what still carries their mark is left over. */
  ended: ReadonlySet<string>;
  /** What the provider lists. */
  machines: Observed<readonly Machine[]>;
  /** What the provider lists besides machines; empty where a machine is all that there is. */
  resources: Observed<readonly Resource[]>;
  /** What the hosts' engines list, by host id. */
  listings: ReadonlyMap<string, Observed<HostListing>>;
  /** How many more machines the provider had room for when it was last asked; undefined: nobody can say. */
  roomForMachines: number | undefined;
  /** Where prepared hosts may be copied, so that the next ones start from that. */
  copying?: Copying | undefined;
  /** Actions under way, by subject (`subjectOf`). */
  inFlight: ReadonlyMap<string, Action>;
  /** When we last did something about an instance's container or a host's machine (monotonic), by their id. */
  touched: ReadonlyMap<string, number>;
  /** By host id. */
  since: ReadonlyMap<string, HostTimes>;
  /** By subject; that of asking for hosts under `pool`, that of hosts that never became ready under `hosts`. */
  troubles: ReadonlyMap<string, Trouble>;
  /** Nothing is destroyed on what was seen before this (monotonic): the clock has jumped, or we have slept. */
  trustFrom: number;
  /** When many hosts were last ill at once (monotonic): silence counts from then. */
  frozenAt: number;
  /** The monotonic clock at the time of the plan. */
  monotonic: number;
  /** While the pool is shut down; `endsAt` (ms since the epoch): what still runs is ended then. */
  shutdown?: { endsAt?: number | undefined } | undefined;
}

/** One call, or one note in the state, with its reason in words. */
export type Action = {
  reason: string;
} /** `hostId` is given once it is begun; `number` tells those of one plan apart. */ & (
  | {
      type: 'createHost';
      number: number;
      flavor?: string;
      slots?: number;
      hostId?: string;
      /** The pool has enough: it is to be copied. */
      isSpare?: true;
    }
  | (HostMove & {
      type: 'moveHost';
      hostId: string;
      changes?: Partial<Pick<Host, 'providerId' | 'engineUrl' | 'leaving' | 'adoptedAt'>>;
      /** That the host never became ready: others are waited with. */
      failure?: ErrorValue;
    })
  | {
      type: 'noteHost';
      hostId: string;
      changes: Partial<Pick<Host, 'providerId' | 'firstUsedAt' | 'adoptedAt'>>;
    }
  | { type: 'prepareHost'; hostId: string }
  | { type: 'destroyHost'; hostId: string }
  /** No rule wants it: an admin does (`Trials`). */
  | { type: 'tryHost'; hostId: string }
  | { type: 'launch'; instanceId: string; hostId: string }
  | { type: 'resume'; instanceId: string; hostId: string }
  | { type: 'cancel'; instanceId: string }
  | { type: 'end'; instanceId: string }
  | { type: 'setEnd'; instanceId: string; endsAt: number | undefined }
  | { type: 'doom'; instanceId: string; error: ErrorValue }
  | { type: 'noteDeath'; instanceId: string; hostId: string; containerId: string }
  | { type: 'remove'; instanceId: string; hostId: string | undefined }
  | { type: 'adopt'; hostId: string; container: MarkedContainer }
  | { type: 'sweep'; hostId: string; containerId: string; unlessItRuns: boolean }
  | { type: 'adoptHost'; machine: Machine }
  | { type: 'stopPreparing'; hostId: string }
  | { type: 'release'; resource: Resource }
);

/** What waits, and for what, in words. */
export interface Blocked {
  /** The subject (`subjectOf`). */
  subject: string;
  reason: string;
  /** Where the pool as a whole is held up: what for, and what to do about it. */
  banner?: ErrorValue;
}

/** What time alone brings. */
export interface Due {
  /** In so many ms. */
  inMs: number;
  /** The subject (`subjectOf`). */
  subject: string;
  /** What happens then, in words. */
  reason: string;
}

export interface Plan {
  actions: Action[];
  blocked: Blocked[];
  /** The first that comes by time alone, and makes another plan. */
  next: Due | undefined;
  figures: PoolFigures;
  /** Many hosts are ill at once. */
  frozen: boolean;
  /** Whether the pool may be written to; else there are no actions. */
  lease: LeaseStanding;
  /** What is ours and belongs to nothing, for longer than the grace time. */
  leftovers: Leftover[];
}

/** What a rule has to say. */
export interface Ruling {
  actions?: Action[];
  blocked?: Blocked[];
  next?: Due | undefined;
}

/** The one that comes first. */
export function earliest(dues: readonly Due[]): Due | undefined {
  return dues.reduce<Due | undefined>(
    (first, due) => (first && first.inMs <= due.inMs ? first : due),
    undefined,
  );
}

/** A snapshot as the rules see it. */
export interface View extends Snapshot {
  config: PoolConfig;
  /** The wall clock. */
  now: number;
  /** True if nothing is under way about the subject, no rule before has planned anything, and it needn't wait. */
  isFree(subject: string): boolean;
}

/** What a rule would see that is asked by itself. */
export const viewOf = (snapshot: Snapshot, config: PoolConfig, now: number): View => ({
  ...{ ...snapshot, config, now },
  isFree: () => true,
});

/** A line of the policy. */
export type Rule = (view: View) => Ruling;

/** What an action is about: there is one action at a time for each. */
export function subjectOf(action: Action): string {
  switch (action.type) {
    case 'createHost':
      return action.hostId ? hostSubject(action.hostId) : `new host ${action.number}`;
    case 'moveHost':
    case 'noteHost':
    case 'prepareHost':
    case 'destroyHost':
    case 'tryHost':
    case 'stopPreparing':
      return hostSubject(action.hostId);
    case 'adoptHost':
      return hostSubject(action.machine.hostId);
    case 'release':
      return resourceSubject(action.resource);
    case 'adopt':
      return instanceSubject(action.container.marks.instance);
    case 'sweep':
      return `container ${action.containerId}`;
    default:
      return instanceSubject(action.instanceId);
  }
}

export const instanceSubject = (id: string): string => `instance ${id}`;
export const hostSubject = (id: string): string => `host ${id}`;
export const resourceSubject = (resource: Pick<Resource, 'kind' | 'id'>): string =>
  `resource ${resourceKey(resource)}`;

/** True if the newest attempt to ask brought an answer. */
export function answers<T>(observed: Observed<T> | undefined): boolean {
  return observed?.last !== undefined && observed.failure === undefined;
}

/** True if the newest attempt brought a list, which is empty; and began at `since` (monotonic) or later. */
export function showsNone(observed: Observed<readonly unknown[]>, since = Number.NEGATIVE_INFINITY): boolean {
  const { last } = observed;
  return answers(observed) && last?.value.length === 0 && last.begun >= since;
}

/** The newest answer, where the newest attempt brought one and it began late enough to destroy something on it. */
export function trusted<T>(observed: Observed<T> | undefined, view: Snapshot): Seen<T> | undefined {
  if (!observed?.last || observed.failure || observed.last.begun < view.trustFrom) return undefined;
  return observed.last;
}
