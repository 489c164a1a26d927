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

export const settingsLacking = (problems: readonly CloudProblem[], where: string): ErrorValue => ({
  kind: 'input',
  code: 'CONFIG_INVALID',
  what: problems.map(({ key, message }) => `${key}: ${message}`).join(' '),
  where,
  next: 'Nothing was saved.',
});
