import { z } from 'zod';

/** Where a pool's hosts come from. */
export const providerNames = ['local', 'ssh', 'openstack', 'simulator'] as const;
export type ProviderName = (typeof providerNames)[number];
/** Those with which nothing is simulated. */
export const realProviders = ['local', 'ssh', 'openstack'] as const satisfies readonly ProviderName[];

/** The groups in which the settings of a pool are shown, in order. */
export const configGroups = [
  'capacity',
  'flavors',
  'network and security',
  'storage',
  'lifetime and errors',
  'shutdown',
] as const;

/** What a screen shows of a setting; it is drawn from these (`poolConfigSchema.shape[key].meta()`). */
export interface ConfigMeta {
  title: string;
  /** One or two sentences for an admin. */
  help: string;
  /** What the value counts; absent for names and switches. */
  unit?: 'hosts' | 'slots' | 'errors' | 'duration' | 'per hour' | 'GB' | 'GB per slot' | 'MiB';
  group: (typeof configGroups)[number];
  /** The providers whose pools heed it; absent: all that have many hosts. */
  providers?: readonly ProviderName[];
  /** True for what the original demands: it is never empty, and no file that is imported may lack it. */
  required?: true;
  /** True for what the original has too, and where it may be empty with us. */
  original?: true;
  /** What an empty value (null) stands for, in a word; absent where it can't be empty. */
  empty?: string;
}

/** A setting with what a screen shows of it. */
export function key<T extends z.ZodType>(schema: T, meta: ConfigMeta): T {
  return schema.meta({ ...meta });
}

/** A number that is counted; `why` goes on after its range. */
export function whole(what: string, least: number, most: number, why: string) {
  const range = `${what} is a whole number from ${least} to ${most}${why}.`;
  return z.number({ error: range }).int(range).min(least, range).max(most, range);
}
