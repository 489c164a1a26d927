import { formatDuration } from '../../model/duration';
import { type ErrorValue, sentence } from '../../model/errors';
import { foreignMachines, leftMachines } from '../growth';
import type { View } from '../snapshot';

/** Sentences about a pool that can't go on as it should. */

export function noRoomForHosts(view: View): string {
  const [own, most] = [view.hosts.length, view.config.DD_MAX_HOSTS];
  const others = foreignMachines(view);
  const left = leftMachines(view);
  if (others + left === 0) {
    return `The pool has ${own} of ${most} hosts (DD_MAX_HOSTS), so no other is asked for.`;
  }
  const all = [
    `the pool has ${own}`,
    others > 0 ? `another Rockpool has ${others}` : '',
    left === 0 ? '' : left === 1 ? 'one is left over' : `${left} are left over`,
  ].filter(Boolean);
  return `There may be ${most} hosts (DD_MAX_HOSTS), and ${all.join(', ')}, so no other is asked for.`;
}

export const othersMayCome =
  'Hosts that were asked for before Rockpool had this pool, or before its records were lost, may still come; others are asked for in a minute or two.';

export function hostsRefused(error: ErrorValue, waitMs: number): string {
  const again =
    Number.isFinite(waitMs) && waitMs > 0 ? `It is tried again in ${formatDuration(waitMs)}.` : '';
  // What to do about it is on the banner.
  return [error.what, error.why, again].filter(Boolean).join(' ');
}

export function oneIsTried(error: ErrorValue): string {
  return `One host is tried first, since the last came to nothing: ${error.what}`;
}

export function manyIll(ill: number, all: number): ErrorValue {
  return {
    kind: 'transient',
    code: 'MANY_HOSTS_ILL',
    what: `${ill} of ${all} hosts do not answer or are missing at once.`,
    why: 'That is more likely this machine or the network than the hosts, so nothing is removed and nothing is asked for in their place.',
    next: 'Look at the network connection. What is really lost can be removed on the screen Driver Hosts.',
  };
}

export function machinesUnknown(error: ErrorValue): ErrorValue {
  return {
    kind: 'transient',
    code: 'MACHINES_UNKNOWN',
    what: "Rockpool can't find out which machines this pool has, so no host comes or goes.",
    why: sentence({ ...error, where: undefined, next: undefined }),
    next: error.next ?? 'Rockpool asks again by itself. What runs goes on running.',
  };
}

export function hostLost(name: string, what: string): ErrorValue {
  return {
    kind: 'permanent',
    code: 'HOST_LOST',
    what: 'Its host is lost.',
    where: name,
    why: what,
    next: 'Launch it again; what it held is lost.',
  };
}

export function placeTaken(name: string): ErrorValue {
  return {
    kind: 'permanent',
    code: 'PLACE_TAKEN',
    what: 'Its place was given to others.',
    where: name,
    why: 'Another Rockpool had the pool before the launch was finished, and the host is full since.',
    next: 'Launch it again; nothing of it had run yet.',
  };
}

export function removedByAdmin(name: string): ErrorValue {
  return {
    kind: 'permanent',
    code: 'HOST_REMOVED',
    what: 'Its host was removed.',
    where: name,
    why: 'An admin has removed the host together with what ran on it.',
    next: 'Launch it again; what it held is lost.',
  };
}

export function neverReady(name: string, what: string): ErrorValue {
  return {
    kind: 'transient',
    code: 'HOST_NEVER_READY',
    what: 'A host did not become ready.',
    where: name,
    why: what,
    next: 'Rockpool asks for another by itself.',
  };
}
