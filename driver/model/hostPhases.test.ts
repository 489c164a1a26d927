import { expect, it } from 'vitest';
import { hostPhaseNames, mayMove } from './hostPhases';

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
    'removing → removed',
  ]);
});
