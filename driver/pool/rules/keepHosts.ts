import type { Action, Ruling, View } from '../snapshot';

/** A pool has the fewest hosts that its provider keeps, unless it is in shutdown mode. */
export function keepHosts({ hosts, hostLimits, config, isFree }: View): Ruling {
  if (config.DD_SHUTDOWN_MODE || hosts.length >= hostLimits.atLeast || !isFree('pool')) return {};
  const create: Action = { type: 'createHost', number: 0, reason: 'The pool has too few hosts.' };
  return { actions: [create] };
}
