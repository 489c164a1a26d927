/** What the simulated cloud says to people; each says that it is simulated. */
import type { ErrorValue } from '../../model/errors';
import type { Flavor } from './config';

const where = 'the simulated cloud';

export const quotaReached = (quota: number): ErrorValue => ({
  kind: 'capacity',
  code: 'QUOTA_REACHED',
  what: 'The simulated cloud has no room for another machine.',
  where,
  why: `Its quota is ${quota} machine${quota === 1 ? '' : 's'}, and all are in use.`,
  next: 'Raise the quota of the simulator, or wait until a machine is given back.',
});

export const flavorMissing = (name: string, known: readonly Flavor[]): ErrorValue => ({
  kind: 'permanent',
  code: 'FLAVOR_MISSING',
  what: `The simulated cloud has no flavor "${name}".`,
  where,
  why: `It has ${known.map(flavor => flavor.name).join(', ')}.`,
  next: 'Choose one of these in the config of the pool, or add it to the simulator.',
});

export const cloudFailed = (doing: string): ErrorValue => ({
  kind: 'transient',
  code: 'CLOUD_FAILED',
  what: `The simulated cloud did not ${doing}.`,
  where,
  why: 'It answered with an error of its own (500), as the simulation wants it.',
  next: 'Rockpool tries again by itself.',
});

export const cloudSilent = (doing: string, limitMs: number): ErrorValue => ({
  kind: 'transient',
  code: 'CLOUD_TIMEOUT',
  what: `The simulated cloud did not ${doing} in time.`,
  where,
  why: `It gave no answer for ${Math.round(limitMs / 1000)} seconds, as the simulation wants it; it may have done it all the same.`,
  next: 'Rockpool looks what came of it, and tries again by itself.',
});

export const answerLost = (doing: string): ErrorValue => ({
  kind: 'transient',
  code: 'CLOUD_ANSWER_LOST',
  what: `The connection ended before the simulated cloud had said whether it would ${doing}.`,
  where,
  why: 'The simulation wants it so; it may have done it all the same.',
  next: 'Rockpool looks what came of it, and tries again by itself.',
});

export const onlySimulated = (url: string): ErrorValue => ({
  kind: 'input',
  code: 'ENGINE_SIMULATED',
  what: 'A simulated engine has no images of its own.',
  where: url,
  why: 'Nothing is pulled to it or saved from it; it only takes what is pushed.',
  next: 'Choose a real engine for this.',
});
