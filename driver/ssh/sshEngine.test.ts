import { expect, test } from 'vitest';
import { readDf } from './sshEngine';

const HEAD = 'Filesystem     1024-blocks    Used Available Capacity Mounted on\n';

test('the free room of a disk is read from what df prints, in bytes', () => {
  expect(readDf(`${HEAD}/dev/vda1         20134592 1264924  17821572       7% /\n`)).toBe(17_821_572 * 1024);
});

test('nothing is known where df fails, or says something else', () => {
  expect(readDf('')).toBeUndefined();
  expect(readDf('df: /nowhere: No such file or directory\n')).toBeUndefined();
  expect(readDf(`${HEAD}none - - - - /\n`)).toBeUndefined();
});
