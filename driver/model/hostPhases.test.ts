import { expect, it } from 'vitest';
import { type HostMove, hostPhaseNames, mayMove, type NextPhase } from './hostPhases';

it('has these moves and no others', () => {
  const moves = hostPhaseNames.flatMap(from =>
    hostPhaseNames.filter(to => mayMove(from, to)).map(to => `${from} → ${to}`),
  );
  expect(moves).toEqual([
    'spawning → spawned',
    'spawning → removing',
    'spawned → preparing',
    'spawned → removing',
    'preparing → active',
    'preparing → removing',
    'active → draining',
    'draining → active',
    'draining → removing',
    'removing → spawning',
    'removing → removed',
  ]);
});

it('a move that the table lacks does not compile', () => {
  const fine: HostMove[] = [{ from: 'active', to: 'draining' }];
  const next: NextPhase<'removing'>[] = ['removed', 'spawning'];
  // @ts-expect-error an active host never spawns again
  fine.push({ from: 'active', to: 'spawned' });
  // @ts-expect-error what was to be removed is not simply in use again
  fine.push({ from: 'removing', to: 'active' });
  // @ts-expect-error nothing follows the end
  next.push('active');
  // The check is the compiler's; at run time the table says the same.
  const [allowed, ...refused] = fine.map(({ from, to }) => mayMove(from, to));
  expect([allowed, ...refused]).toEqual([true, false, false]);
});
