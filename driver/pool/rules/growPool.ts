import { lack, missingHosts, roomForHosts } from '../growth';
import { type Action, answers, type Blocked, type Ruling, type View } from '../snapshot';
import { type Standing, standings } from '../standing';
import { lostMachines } from '../strays';
import { mayReturn } from './drainHosts';
import { hostsRefused, noRoomForHosts, oneIsTried, othersMayCome } from './messages';

/**
 * As many hosts are asked for in one round as the queue and the free slots to keep need. Not while nobody knows
 * which hosts there are; after a refusal one at a time, and after one that came to nothing none before it is seen what
 * becomes of that one.
 */
export function growPool(view: View): Ruling {
  if (!view.grows || view.config.DD_SHUTDOWN_MODE || mayReturn(view)) return {};
  const missing = lack(view);
  if (missing.launches.size === 0) return {};
  const trouble = view.troubles.get('pool') ?? view.troubles.get('hosts');
  // What one has just failed by is waited with before another is asked for.
  if (standings(view).all.some(({ coming, machine }) => coming && ['failed', 'gone'].includes(machine)))
    return {};
  const why = reasonFor(missing.waiting, missing.toKeep, missing.size, view);
  const blocked = (reason: string, banner?: Blocked['banner']): Ruling => ({
    blocked: [{ subject: 'pool', reason, ...(banner ? { banner } : {}) }],
  });

  if (roomForHosts(view) === 0) return blocked(`${why} ${noRoomForHosts(view)}`);
  const isFree = view.isFree('pool') && view.isFree('hosts');
  if (trouble && !isFree) {
    const waitMs = Math.max(...waits(view));
    return blocked(`${why} ${hostsRefused(trouble.error, waitMs)}`, trouble.error);
  }
  // They count as hosts from the next round on.
  if (lostMachines({ ...view, machines: view.machines.last?.value ?? [] }).length > 0) return {};
  if (!answers(view.machines))
    return blocked(`${why} Nobody knows which hosts there are until the provider answers.`);

  if ((view.machines.last?.begun ?? 0) < (view.lease?.settledFrom ?? 0))
    return blocked(`${why} ${othersMayCome}`);

  if (trouble && isTried(view)) return blocked(`${why} ${oneIsTried(trouble.error)}`);

  const { small, large } = missingHosts(view, missing);
  const { config } = view;
  const wanted = [
    ...new Array<Flavor>(large).fill({
      flavor: config.DD_HOST_FLAVOR_NAME_LARGE,
      slots: config.DD_HOST_FLAVOR_SLOTS_LARGE,
    }),
    ...new Array<Flavor>(small).fill({
      flavor: config.DD_HOST_FLAVOR_NAME_SMALL,
      slots: config.DD_HOST_FLAVOR_SLOTS_SMALL,
    }),
  ];
  const tried = wanted.slice(0, mostTries(trouble !== undefined, view));
  const actions = tried.map((one, number): Action => ({ type: 'createHost', number, ...one, reason: why }));
  return { actions };
}

interface Flavor {
  flavor: string;
  slots: number;
}

/**
 * True while a host is on its way after others have come to nothing: it may come to the same. Where the cloud had no room for
 * them it has shown that there is some as soon as its machine runs.
 */
function isTried(view: View): boolean {
  const trouble = view.troubles.get('hosts');
  if (!trouble) return false;
  const isOpen = ({ host, coming }: Standing) =>
    coming && (trouble.error.kind !== 'capacity' || host.phase === 'spawning');
  return standings(view).all.some(isOpen);
}

/** After a refusal one at a time; else no more than there is room for, but one to hear why there is none. */
function mostTries(wasRefused: boolean, { inFlight, roomForMachines }: View): number {
  const asked = [...inFlight.values()].filter(({ type }) => type === 'createHost').length;
  const most = wasRefused ? 1 : Math.max(1, roomForMachines ?? Number.POSITIVE_INFINITY);
  return Math.max(0, most - asked);
}

function waits({ troubles, monotonic }: View): number[] {
  return ['pool', 'hosts'].map(subject => (troubles.get(subject)?.retryAt ?? 0) - monotonic);
}

function reasonFor(waiting: number, toKeep: number, size: number, view: View): string {
  const launches = (number: number) => `${number} ${number === 1 ? 'launch' : 'launches'}`;
  const queue =
    waiting > 0 ? `${launches(waiting)} in the queue ${waiting === 1 ? 'has' : 'have'} no room.` : '';
  const target = view.config.DD_FREE_SLOT_TARGET;
  const of = size === 1 ? '' : ` of ${size} slots`;
  const kept =
    toKeep > 0 ? `Room for ${launches(toKeep)}${of} is missing to the ${target} free slots to keep.` : '';
  const ageing = standings(view).all.filter(
    ({ host, age }) => host.phase === 'active' && age !== 'fresh',
  ).length;
  const old =
    toKeep > 0 && ageing > 0
      ? `${ageing} ${ageing === 1 ? 'host is' : 'hosts are'} about to be replaced.`
      : '';
  return [queue, kept, old].filter(Boolean).join(' ');
}
