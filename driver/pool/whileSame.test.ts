import { expect, it } from 'vitest';
import { whileSame } from './whileSame';

it('works out once what it is asked about the same things, and anew where one of them is another', () => {
  let worked = 0;
  const sum = whileSame((one: number[], other: Set<number>) => {
    worked += 1;
    return [...one, ...other].reduce((all, number) => all + number, 0);
  });
  const [list, same, set] = [[1, 2], [1, 2], new Set([3])];
  expect([sum(list, set), sum(list, set)]).toEqual([6, 6]);
  expect(worked).toBe(1);
  expect([sum(list, new Set([4])), sum([5], set), sum(same, set)]).toEqual([7, 8, 6]);
  expect(worked).toBe(4);
});
