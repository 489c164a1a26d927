import { expect, test } from 'vitest';
import { sharedLayers } from './layers';

test.each([
  [[], [], 0],
  [['a', 'b'], [], 0],
  [['a', 'b'], ['b', 'a'], 0],
  [['a', 'b', 'c'], ['a', 'b', 'x'], 2],
  [['a', 'b'], ['a', 'b', 'c'], 2],
  [['a', 'b', 'c'], ['a', 'b'], 2],
])('of %j, %j has the lowest %i', (one, other, count) => expect(sharedLayers(one, other)).toBe(count));
