import { z } from 'zod';
import { configProblems } from './configProblems';
import {
  type ConfigKey,
  configKeysOf,
  configMetaOf,
  type PoolConfig,
  type ProviderName,
  poolConfigSchema,
} from './poolConfig';

/** What of a file's settings a pool can take. */
export interface ImportedSettings {
  /** What the pool would have; whole only where there are no problems. */
  settings: Partial<PoolConfig>;
  /** Known keys that this pool doesn't heed. They are left out. */
  setAside: string[];
  /** Settings of the pool that the file doesn't have; they stay as they are. */
  kept: ConfigKey[];
  /** Why nothing of it can be taken, a sentence each, the key first. */
  problems: string[];
}

/**
 * Reads settings that come from elsewhere for a pool of this provider. Numbers and switches may be texts, as the
 * original's screen stores them. A key that nobody knows, a value of a wrong type, and a required key that is missing
 * or empty are problems: half of somebody's settings is none of them.
 */
export function readSettings(raw: Record<string, unknown>, provider: ProviderName): ImportedSettings {
  const keys = configKeysOf(provider);
  const settings: Record<string, unknown> = {};
  const setAside: string[] = [];
  const problems: string[] = [];
  for (const [key, value] of Object.entries(raw)) {
    if (!isConfigKey(key)) {
      problems.push(`${key}: no pool has such a setting.`);
    } else if (!keys.includes(key)) setAside.push(key);
    else {
      const read = readValue(key, value);
      if ('problem' in read) problems.push(`${key}: ${read.problem}`);
      else settings[key] = read.value;
    }
  }
  const missing = keys.filter(key => !(key in raw));
  for (const key of missing) {
    const { title, required } = configMetaOf(key);
    if (required) problems.push(`${key}: the file lacks it, and a pool can't be without (${title}).`);
  }
  if (problems.length === 0) {
    const all = poolConfigSchema.parse(settings);
    problems.push(...configProblems(all, provider).map(({ key, message }) => `${key}: ${message}`));
  }
  const kept = missing.filter(key => !configMetaOf(key).required);
  return { settings: settings as Partial<PoolConfig>, setAside, kept, problems };
}

function isConfigKey(key: string): key is ConfigKey {
  return Object.hasOwn(poolConfigSchema.shape, key);
}

const NUMBER = /^\s*[+-]?\d+(\.\d+)?\s*$/;

type ReadValue = { value: unknown } | { problem: string };

function readValue(key: ConfigKey, raw: unknown): ReadValue {
  const schema = poolConfigSchema.shape[key].unwrap() as z.ZodType;
  const isNullable = schema instanceof z.ZodNullable;
  const inner = isNullable ? (schema.unwrap() as z.ZodType) : schema;
  const isEmpty = raw === null || (typeof raw === 'string' && raw.trim() === '');
  if (isEmpty) return isNullable ? { value: null } : { problem: 'it is empty, and needs a value.' };
  const value = typeof raw === 'string' ? typed(raw, inner) : raw;
  const result = inner.safeParse(value);
  if (result.success) return { value: result.data };
  const message = result.error.issues[0]?.message ?? '';
  const wanted = kindOf(inner);
  if (typeof value === wanted) return { problem: message };
  return { problem: `the file has ${shown(raw)}, where ${wordsFor[wanted]} is needed.` };
}

function typed(text: string, schema: z.ZodType): unknown {
  const wanted = kindOf(schema);
  if (wanted === 'number' && NUMBER.test(text)) return Number(text);
  if (wanted === 'boolean' && /^(true|1)$/i.test(text.trim())) return true;
  if (wanted === 'boolean' && /^(false|0)$/i.test(text.trim())) return false;
  return text;
}

const wordsFor = { number: 'a number', boolean: 'true or false', string: 'a text' };

function kindOf(schema: z.ZodType): keyof typeof wordsFor {
  if (schema instanceof z.ZodNumber) return 'number';
  return schema instanceof z.ZodBoolean ? 'boolean' : 'string';
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
