import { expect, it } from 'vitest';
import { type Action, subjectOf } from './snapshot';

it('a rule that plans a move which the table of phases lacks does not compile', () => {
  const move = { type: 'moveHost', hostId: 'host', reason: 'It is given up.' } as const;
  const right: Action = { ...move, from: 'active', to: 'draining' };
  // @ts-expect-error an active host never spawns again
  const wrong: Action = { ...move, from: 'active', to: 'spawned' };
  // It is about the same host all the same: the compiler is what tells them apart.
  expect([right, wrong].map(subjectOf)).toEqual(['host host', 'host host']);
});
