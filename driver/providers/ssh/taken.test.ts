import { expect, it } from 'vitest';
import { imagesTaken, readTaken } from './taken';

it('tells which images were taken off a machine, and which something uses', () => {
  const taken = readTaken('Untagged: x\nremoved lab/one:latest\nremoved lab/two:3\nkept lab/used:1\n');
  expect(taken).toEqual({ removed: ['lab/one', 'lab/two:3'], kept: ['lab/used:1'] });
  expect(imagesTaken(taken, 'stone')).toBe(
    'Taken off stone: 2 images lab/one, lab/two:3. Left on stone, since a container uses it: the image lab/used:1.',
  );
});

it('says nothing where nothing was to be taken', () => {
  expect(imagesTaken(readTaken(''), 'stone')).toBeUndefined();
});

it('names some of many', () => {
  const removed = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  expect(imagesTaken({ removed, kept: [] }, 'stone')).toBe(
    'Taken off stone: 7 images a, b, c, d, e and 2 more.',
  );
});
