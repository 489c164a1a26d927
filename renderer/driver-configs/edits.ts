import { z } from 'zod';
import {
  type ConfigKey,
  type ConfigMeta,
  configGroups,
  configKeysOf,
  configProblems,
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

/** What edits come to. */
export interface Checked {
  /** The settings as they would be; those that can't be read keep their value. */
  config: PoolConfig;
  /** What saving would change. */
  changes: Partial<PoolConfig>;
  errors: Partial<Record<ConfigKey, string>>;
}

export function metaOf(key: ConfigKey): ConfigMeta {
  return poolConfigSchema.shape[key].meta() as unknown as ConfigMeta;
}

export function defaultOf(key: ConfigKey): PoolConfig[ConfigKey] {
  return poolConfigSchema.shape[key].parse(undefined);
}

/** The settings that a provider's pools have, under their headings. */
export function groupsOf(provider: ProviderName): { group: string; keys: ConfigKey[] }[] {
  const keys = configKeysOf(provider);
  return configGroups
    .map(group => ({ group, keys: keys.filter(key => metaOf(key).group === group) }))
    .filter(({ keys }) => keys.length > 0);
}

/** A value as its input has it; null, which stands for "automatic", is empty. */
export function typedOf(value: PoolConfig[ConfigKey]): string | boolean {
  return typeof value === 'boolean' ? value : value === null ? '' : String(value);
}

/** A value for people. */
export function valueText(value: PoolConfig[ConfigKey]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === null ? 'automatic' : String(value);
}

function read(key: ConfigKey, typed: string | boolean) {
  const schema = poolConfigSchema.shape[key].unwrap() as z.ZodType;
  if (typeof typed === 'boolean') return schema.safeParse(typed);
  if (schema instanceof z.ZodNullable && typed.trim() === '') return schema.safeParse(null);
  const inner = schema instanceof z.ZodNullable ? schema.unwrap() : schema;
  return schema.safeParse(inner instanceof z.ZodNumber ? typedNumber(typed) : typed.trim());
}

/** Checks each edit by its own schema, then all settings together. */
export function checkEdits({ config: now, provider }: Pool, edits: Edits): Checked {
  const errors: Checked['errors'] = {};
  const changes: Record<string, unknown> = {};
  for (const [key, { typed }] of Object.entries(edits) as [ConfigKey, Edit][]) {
    const result = read(key, typed);
    if (!result.success) errors[key] = result.error.issues[0]?.message ?? 'This value is not possible.';
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
