import { z } from 'zod';
import type { ChangeWay } from '../../driver/model/configChange';
import {
  type ConfigKey,
  configGroups,
  configKeysOf,
  configMetaOf,
  configProblems,
  defaultConfigOf,
  type Pool,
  type PoolConfig,
  type ProviderName,
  poolConfigSchema,
} from '../../driver/model/pool';
import { typedNumber } from '../ui/schemaFields';

/** What has been typed into a setting, and the value that it had when the typing began. */
export interface Edit {
  typed: string | boolean;
  base: PoolConfig[ConfigKey];
}
export type Edits = Partial<Record<ConfigKey, Edit>>;

/** How the values in the inputs came about. */
export type EditWay = Exclude<ChangeWay, 'made'>;

/** What edits come to. */
export interface Checked {
  /** The settings as they would be; those that can't be read keep their value. */
  config: PoolConfig;
  /** What saving would change. */
  changes: Partial<PoolConfig>;
  errors: Partial<Record<ConfigKey, string>>;
}

/** What a setting is where nobody has changed it in a pool of that name. */
export function defaultOf(poolName: string, key: ConfigKey): PoolConfig[ConfigKey] {
  return defaultConfigOf(poolName)[key];
}

/** The settings that a provider's pools have, under their headings. */
export function groupsOf(provider: ProviderName): { group: string; keys: ConfigKey[] }[] {
  const keys = configKeysOf(provider);
  return configGroups
    .map(group => ({ group, keys: keys.filter(key => configMetaOf(key).group === group) }))
    .filter(({ keys }) => keys.length > 0);
}

/** A value as its input has it; null, which stands for "automatic", is empty. */
export function typedOf(value: PoolConfig[ConfigKey]): string | boolean {
  return typeof value === 'boolean' ? value : value === null ? '' : String(value);
}

/** A value for people; null is what an empty input stands for. */
export function valueText(key: ConfigKey, value: PoolConfig[ConfigKey]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === null ? (configMetaOf(key).empty ?? 'empty') : String(value);
}

function read(key: ConfigKey, typed: string | boolean) {
  const schema = poolConfigSchema.shape[key].unwrap() as z.ZodType;
  if (typeof typed === 'boolean') return schema.safeParse(typed);
  if (schema instanceof z.ZodNullable && typed.trim() === '') return schema.safeParse(null);
  const inner = schema instanceof z.ZodNullable ? schema.unwrap() : schema;
  return schema.safeParse(inner instanceof z.ZodNumber ? typedNumber(typed) : typed.trim());
}

function faultText(key: ConfigKey, typed: string | boolean, message = 'This value is not possible.'): string {
  const isMissing = typeof typed === 'string' && typed.trim() === '' && configMetaOf(key).required;
  return isMissing ? `A value is needed here. ${message}` : message;
}

/** Checks each edit by its own schema, then all settings together. */
export function checkEdits({ config: now, provider }: Pool, edits: Edits): Checked {
  const errors: Checked['errors'] = {};
  const changes: Record<string, unknown> = {};
  for (const [key, { typed }] of Object.entries(edits) as [ConfigKey, Edit][]) {
    const result = read(key, typed);
    if (!result.success) errors[key] = faultText(key, typed, result.error.issues[0]?.message);
    else if (result.data !== now[key]) changes[key] = result.data;
  }
  const config = { ...now, ...changes } as PoolConfig;
  if (Object.keys(changes).length > 0) {
    for (const { key, message } of configProblems(config, provider)) errors[key] ??= message;
  }
  return { config, changes: changes as Partial<PoolConfig>, errors };
}

/** Edits of settings that somebody else has changed since the typing began. */
export function overtaken(config: PoolConfig, edits: Edits): ConfigKey[] {
  return (Object.entries(edits) as [ConfigKey, Edit][])
    .filter(([key, { base }]) => config[key] !== base)
    .map(([key]) => key);
}

/** Edits that bring a pool to these settings, one by one as if they had been typed; what is so already needs none. */
export function editsTo(values: Partial<PoolConfig>, { config, provider }: Pool): Edits {
  const keys = configKeysOf(provider).filter(key => key in values && values[key] !== config[key]);
  return Object.fromEntries(
    keys.map(key => [key, { typed: typedOf(values[key] ?? null), base: config[key] }]),
  ) as Edits;
}
