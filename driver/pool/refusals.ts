import type { ConfigChange } from '../model/configChange';
import { type ErrorValue, sentence } from '../model/errors';
import type { Host } from '../model/host';
import {
  type ConfigKey,
  type ConfigProblem,
  configMetaOf,
  type Pool,
  type ProviderName,
} from '../model/pool';

/** Why pools are not made, changed or deleted. */

const input = (code: string, parts: Omit<ErrorValue, 'kind' | 'code'>): ErrorValue => ({
  kind: 'input',
  code,
  ...parts,
});
const many = (count: number, one: string, all = `${one}s`) => `${count} ${count === 1 ? one : all}`;

export const poolGone = input('NOT_FOUND', {
  what: 'This pool does not exist any more.',
  next: 'Look at the list again.',
});

export const nameTaken = (name: string): ErrorValue =>
  input('POOL_NAME_TAKEN', {
    what: `There is a pool "${name}" already.`,
    next: 'Give the new one another name.',
  });

export const engineTaken = (engineUrl: string, { name }: Pool): ErrorValue =>
  input('ENGINE_TAKEN', {
    what: 'This engine is in a pool already.',
    where: engineUrl,
    why: `The pool "${name}" counts its slots; two pools would give them away twice.`,
    next: 'Choose another engine.',
  });

export const engineMissing = (name: string): ErrorValue =>
  input('ENGINE_MISSING', {
    what: `The pool "${name}" has no engine.`,
    why: 'A pool of this machine is one Docker engine.',
    next: 'Choose the engine, or give its address.',
  });

export const providerElsewhere = (provider: ProviderName, name: string): ErrorValue =>
  input('PROVIDER_NOT_HERE', {
    what:
      provider === 'simulator'
        ? 'Simulated hosts are for the demo alone.'
        : 'Hosts of this kind are not to be had here.',
    where: name,
    next: 'Choose another place for the hosts of the pool; simulated ones are in the demo.',
  });

export const cloudMissing = (name: string): ErrorValue =>
  input('CLOUD_MISSING', {
    what: `The pool "${name}" has no cloud.`,
    why: 'Its hosts are machines of an OpenStack project.',
    next: 'Choose a cloud of clouds.yaml, or say how yours is reached.',
  });

export const configInvalid = (problems: readonly ConfigProblem[], { name }: Pool): ErrorValue =>
  input('CONFIG_INVALID', {
    what: problems.map(({ key, message }) => `${key}: ${message}`).join(' '),
    where: name,
  });

/** @param changes from what the editor has seen to what is there now */
export const configOvertaken = (changes: ConfigChange['changes'], { name }: Pool): ErrorValue => {
  const texts = changes.map(({ key, from, to }) => {
    const { title, empty = 'empty' } = configMetaOf(key as ConfigKey);
    return `${title} (${key}) was ${from ?? empty} and is ${to ?? empty} now`;
  });
  return input('CONFIG_OVERTAKEN', {
    what: `Somebody else has changed the settings meanwhile: ${texts.join(', ')}.`,
    where: name,
    why: 'Saving would have replaced a value that you have not seen.',
    next: 'Nothing was saved. Look at both values, then save again to replace the other one.',
  });
};

export const hasHosts = ({ name }: Pool, hosts: number): ErrorValue =>
  input('POOL_HAS_HOSTS', {
    what: `The pool "${name}" can't be deleted: it has ${many(hosts, 'host')}.`,
    why: 'They would go on without anybody who gives them back.',
    next: 'Switch its shutdown mode on, wait until its hosts are gone, then delete it.',
  });

export const hasLeftovers = ({ name }: Pool, leftovers: readonly string[]): ErrorValue =>
  input('POOL_HAS_LEFTOVERS', {
    what: `The pool "${name}" can't be deleted: ${many(leftovers.length, 'thing')} with its mark ${leftovers.length === 1 ? 'is' : 'are'} still there (${listed(leftovers)}).`,
    why: 'Nobody would find them any more.',
    next: 'What goes with the last host is gone in a few minutes, ready-made images once the pool is shut down; remove the rest (Driver Hosts shows it), then delete the pool.',
  });

export const hasInstances = ({ name }: Pool, names: readonly string[]): ErrorValue =>
  input('POOL_HAS_INSTANCES', {
    what: `The pool "${name}" can't be deleted: ${many(names.length, 'instance')} ${names.length === 1 ? 'lives' : 'live'} in it (${listed(names)}).`,
    next: 'Destroy them or wait for their end, then delete the pool.',
  });

export const hasQueue = ({ name }: Pool, names: readonly string[]): ErrorValue =>
  input('POOL_HAS_QUEUE', {
    what: `The pool "${name}" can't be deleted: ${many(names.length, 'launch', 'launches')} ${names.length === 1 ? 'waits' : 'wait'} for a place in it (${listed(names)}).`,
    next: 'Wait for them, or delete the pool and end them with it.',
  });

/** @param error why nobody can be asked about its hosts */
export const outOfReach = (
  { name }: Pool,
  hosts: readonly string[],
  instances: number,
  error: ErrorValue,
): ErrorValue =>
  input('POOL_OUT_OF_REACH', {
    what: `The pool "${name}" has ${many(hosts.length, 'host')} (${listed(hosts)})${instances > 0 ? ` and ${many(instances, 'instance')}` : ''}, and Rockpool can't ask about ${hosts.length + instances === 1 ? 'it' : 'them'}.`,
    why: sentence({ ...error, where: undefined, next: undefined }),
    next: 'Have its connection lead to them again. Where they are gone for good, as with a project that was deleted, the pool can be deleted all the same.',
  });

/** For the log: what a pool had that nobody could be asked about, each with the id by which it can be looked for by hand. */
export function forgotten({ name }: Pool, hosts: readonly Pick<Host, 'name' | 'providerId'>[]): string {
  const all = hosts.map(host => (host.providerId ? `${host.name} (${host.providerId})` : host.name));
  return `What the pool "${name}" had was not ended, since nobody could be asked about it: ${all.join(', ')}. Where it is there it goes on, and may cost; a pool of the same name finds it again.`;
}

/** What an instance is told whose pool was deleted though nobody could be asked about it. */
export const poolForgotten = ({ name }: Pool): ErrorValue =>
  input('POOL_DELETED', {
    what: `The pool "${name}" was deleted while nobody could be asked about this instance.`,
    why: 'Where its host is there it runs on; Rockpool does not end it.',
    next: 'Launch again once there is a pool for its blueprint.',
  });

/** What an instance that waited is told. */
export const poolDeleted = ({ name }: Pool): ErrorValue =>
  input('POOL_DELETED', {
    what: `The pool "${name}" was deleted while this launch waited for a place in it.`,
    next: 'Launch again once there is a pool for its blueprint.',
  });

const SHOWN = 5;

function listed(names: readonly string[]): string {
  const some = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${some} and ${names.length - SHOWN} more` : some;
}
