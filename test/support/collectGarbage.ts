import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/**
 * What nobody uses goes now. A database that is closed keeps its files open until its statements are collected, and a
 * test that opens thousands would run out of them.
 */
export const collectGarbage: () => void = runInNewContext('gc');
