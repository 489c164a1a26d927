import type { Host } from '../model/host';
import { isSame } from '../model/isSame';
import { PLAN_LINES, type PlanLine, type PoolPlan } from '../model/poolPlan';
import { type Resource, resourceWords } from '../model/resource';
import { foreignOf } from './foreign';
import { hostsById, roster } from './ledger';
import {
  type Action,
  type Blocked,
  hostSubject,
  instanceSubject,
  type Plan,
  type Snapshot,
} from './snapshot';

/** A plan as a screen shows it: what is begun or under way, what waits, and for how long. */
export function planRecord(
  { actions, blocked, next, figures, lease, leftovers }: Plan,
  snapshot: Snapshot,
  now: number,
  byHand?: (resource: Resource) => string,
): PoolPlan {
  const all = [...snapshot.inFlight.values(), ...actions].filter(({ type }) => type !== 'noteHost');
  const hosts = hostsById(snapshot.hosts);
  const banners = new Map(blocked.flatMap(({ banner }) => (banner ? [[banner.code, banner] as const] : [])));
  return {
    id: snapshot.poolId,
    at: now,
    doing: all.slice(0, PLAN_LINES).map(action => lineOf(action, hosts)),
    waiting: blocked.slice(0, PLAN_LINES).map(one => lineAbout(one, hosts, snapshot)),
    counts: { doing: all.length, waiting: blocked.length },
    ...(next ? { next: { at: Math.round(now + next.inMs), ...lineAbout(next, hosts, snapshot) } } : {}),
    banners: [...banners.values()],
    ...figures,
    ...shortRoom(figures.hosts, snapshot.roomForMachines),
    ...(lease.shown ? { lease: lease.shown } : {}),
    leftovers: leftovers.map(one => (byHand ? { ...one, byHand: byHand(one) } : one)),
    foreign: foreignOf(snapshot),
  };
}

/** A shortage is told before it hurts; that there is room enough is no news. */
function shortRoom(
  { count, max = Number.POSITIVE_INFINITY }: PoolPlan['hosts'],
  room: number | undefined,
): Pick<PoolPlan, 'roomForHosts'> {
  return room !== undefined && count + room < max ? { roomForHosts: room } : {};
}

/** True if a screen would show the same. */
export function isSamePlan(one: PoolPlan | undefined, other: PoolPlan): boolean {
  // When time alone changes it is computed anew each round; a second more or less is the same.
  const shown = ({ at, next, ...rest }: PoolPlan) => ({
    ...rest,
    next: next && { ...next, at: Math.round(next.at / 2_000) },
  });
  return one !== undefined && isSame(shown(one), shown(other));
}

function lineAbout(
  { subject, reason }: Pick<Blocked, 'subject' | 'reason'>,
  hosts: ReadonlyMap<string, Host>,
  { instances }: Snapshot,
): PlanLine {
  const id = subject.slice(subject.indexOf(' ') + 1);
  const host = subject === hostSubject(id) ? hosts.get(id)?.name : undefined;
  if (host !== undefined) return { text: host, hostId: id, reason };
  const instance = subject === instanceSubject(id) ? roster(instances).byId.get(id) : undefined;
  if (instance) return { text: instance.name, instanceId: id, reason };
  return { text: 'The pool', reason };
}

const moves = {
  spawning: 'is asked for',
  spawned: 'runs',
  preparing: 'is prepared',
  active: 'takes instances',
  draining: 'takes no more instances',
  removing: 'is given back',
  removed: 'is gone',
} as const;

function lineOf(action: Action, hosts: ReadonlyMap<string, Host>): PlanLine {
  const hostId = 'hostId' in action ? action.hostId : undefined;
  const instanceId = 'instanceId' in action ? action.instanceId : undefined;
  return {
    text: wordsOf(action, hosts.get(hostId ?? '')?.name ?? 'a host'),
    reason: action.reason,
    ...(hostId === undefined ? {} : { hostId }),
    ...(instanceId === undefined ? {} : { instanceId }),
  };
}

/** What an action does, in words. */
export function wordsOf(action: Action, host: string): string {
  switch (action.type) {
    case 'createHost': {
      const of = action.flavor === undefined ? '' : ` (${action.flavor}, ${action.slots} slots)`;
      return `Asks for a host${of}`;
    }
    case 'moveHost':
      return `${host} ${moves[action.to]}`;
    case 'noteHost':
      return `Notes what is known of ${host}`;
    case 'prepareHost':
      return `Prepares ${host}`;
    case 'destroyHost':
      return `Gives ${host} back`;
    case 'tryHost':
      return `Tries the settings with ${host}, which is ended again`;
    case 'launch':
    case 'resume':
      return `Launches an instance on ${host}`;
    case 'cancel':
      return 'Stops a launch';
    case 'end':
    case 'remove':
      return 'Ends an instance';
    case 'setEnd':
      return 'Sets when an instance ends';
    case 'doom':
      return 'Gives an instance up';
    case 'noteDeath':
      return `Asks ${host} why an instance has ended`;
    case 'adopt':
      return `Takes an instance on ${host} back into the records`;
    case 'adoptHost':
      return 'Takes a machine back into the records';
    case 'stopPreparing':
      return `Stops preparing ${host}`;
    case 'release':
      return `Ends the ${resourceWords[action.resource.kind]} ${action.resource.name}, a leftover`;
    case 'sweep':
      return `Removes what is left over on ${host}`;
  }
}
