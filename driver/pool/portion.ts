import type { Action, Ruling } from './snapshot';

/** So many in one round: each is written by itself, and the others wait for the next. */
const IN_ONE_ROUND = 200;

/** A ruling of as many of these actions as one round takes. */
export function portion(actions: Action[]): Ruling {
  return {
    actions: actions.slice(0, IN_ONE_ROUND),
    next:
      actions.length > IN_ONE_ROUND ? { inMs: 0, subject: 'pool', reason: 'The others follow.' } : undefined,
  };
}
