/** What this folder says to people. */
import { RockpoolError } from '../model/errors';

export const gone = () =>
  new RockpoolError({
    kind: 'input',
    code: 'TERMINAL_GONE',
    what: 'This terminal has ended.',
    next: 'Open another one.',
  });

export const tooMany = (most: number) =>
  new RockpoolError({
    kind: 'capacity',
    code: 'TOO_MANY_TERMINALS',
    what: `${most} terminals are open already.`,
    why: 'Each of them takes memory of an instance and of this app.',
    next: 'Close one of them, then open this one.',
  });
