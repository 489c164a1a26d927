import type { CloudProblem } from '../model/cloudProblems';
import type { ErrorValue } from '../model/errors';

/** What this folder says to people. */

export const poolGone = (id: string): ErrorValue => ({
  kind: 'input',
  code: 'NOT_FOUND',
  what: 'This pool does not exist any more.',
  where: id,
  next: 'Look at the list again.',
});

export const noCloud = (where: string): ErrorValue => ({
  kind: 'input',
  code: 'CLOUD_MISSING',
  what: 'This pool has no cloud.',
  where,
  next: 'Choose a pool whose hosts are machines of an OpenStack project.',
});

export const secretMissing = (where: string): ErrorValue => ({
  kind: 'input',
  code: 'CLOUD_SECRET_MISSING',
  what: 'Nothing says with which password the cloud is to be asked.',
  where,
  next: 'Enter the password, the secret of the application credential, or the token.',
});

export const elsewhere = (pool: string, hosts: number): ErrorValue => ({
  kind: 'input',
  code: 'CLOUD_ELSEWHERE',
  what: `That is another project than the one in which "${pool}" has ${hosts === 1 ? 'a host' : `${hosts} hosts`}.`,
  where: pool,
  why: 'There is nothing of the pool in it: its hosts would go on, and cost, without anybody who gives them back.',
  next: 'Shut the pool down first, or make another pool for that project. Nothing was changed.',
});

/** @param before where its hosts are, and `now` where the connection leads: names in quotation marks */
export const projectChanged = (pool: string, hosts: number, before: string, now: string): ErrorValue => ({
  kind: 'permanent',
  code: 'CLOUD_PROJECT_CHANGED',
  what: `The connection of "${pool}" leads to another project than the one in which it has ${hosts === 1 ? 'a host' : `${hosts} hosts`}.`,
  where: pool,
  why: `It leads to ${now}, and the pool is in ${before}: its hosts would be taken for gone, and go on, and cost, without anybody who gives them back.`,
  next: 'Have clouds.yaml, or the connection of the pool, lead to the project of its hosts again; for the other project make a pool of its own. Where theirs is gone for good, delete the pool. Until then nothing is done in either.',
});

export const settingsLacking = (problems: readonly CloudProblem[], where: string): ErrorValue => ({
  kind: 'input',
  code: 'CONFIG_INVALID',
  what: problems.map(({ key, message }) => `${key}: ${message}`).join(' '),
  where,
  next: 'Nothing was saved.',
});
