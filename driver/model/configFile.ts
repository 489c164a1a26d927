import type { ErrorValue } from './errors';
import { parseJson } from './json';
import type { Pool } from './pool';
import { type ConfigKey, configKeysOf, configMetaOf, hasManyHosts } from './poolConfig';

/** In which of the known ways a file has settings. */
export type ConfigShape = 'rockpool' | 'records' | 'by pool' | 'settings';

/** For people. */
export const shapeNames: Record<ConfigShape, string> = {
  rockpool: 'A file of Rockpool',
  records: 'Records of the original (namespace, key, value)',
  'by pool': 'Settings by the name of their pool',
  settings: 'The settings of one pool',
};

/** The settings of one pool as a file has them, unchecked. */
export interface ConfigEntry {
  /** The pool's; absent where the file doesn't say whose they are. */
  name?: string;
  raw: Record<string, unknown>;
}

export type ConfigFile =
  | { ok: true; shape: ConfigShape; entries: ConfigEntry[] }
  | { ok: false; error: ErrorValue };

/** Longer ones hold no settings. */
export const LONGEST_CONFIG_FILE = 256 * 1024;

/**
 * Recognises a text that has the settings of pools: ours, the original's stored records
 * (`{namespace, key: "backend_config", value: {…}}`, one or a list), objects of settings under their pools' names, or
 * one object of settings.
 */
export function readConfigFile(text: string): ConfigFile {
  if (text.length > LONGEST_CONFIG_FILE) {
    return refused('CONFIG_FILE_TOO_LONG', {
      why: `It has ${text.length} characters; settings take a few hundred, and at most ${LONGEST_CONFIG_FILE} are read.`,
    });
  }
  // A byte order mark is no part of JSON.
  const parsed = parseJson(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) {
    const { cutShort, line, column } = parsed.fault;
    const place = `line ${line}, column ${column}`;
    return refused('CONFIG_FILE_NOT_JSON', {
      where: place,
      why: cutShort ? `It is cut short: it ends at ${place}.` : `It is no JSON from ${place} on.`,
      next: 'Take a whole file; nothing was changed.',
    });
  }
  const found = entriesOf(parsed.value);
  if (found) return { ok: true, ...found };
  return refused('CONFIG_FILE_STRANGE', {
    why: "It is neither a file of Rockpool, nor the original's records (namespace, key, value), nor an object of DD_* settings.",
  });
}

function refused(code: string, parts: Partial<ErrorValue>): ConfigFile {
  const what = 'These are no settings of a pool.';
  return { ok: false, error: { kind: 'input', code, what, next: 'Nothing was changed.', ...parts } };
}

type Found = { shape: ConfigShape; entries: ConfigEntry[] };

function entriesOf(value: unknown): Found | undefined {
  const records = (Array.isArray(value) ? value : [value]).filter(isObject);
  const stored = records.filter(({ key }) => key === 'backend_config').flatMap(recordEntry);
  if (stored.length > 0) return { shape: 'records', entries: stored };
  if (!isObject(value)) return undefined;
  if (value.rockpoolPools === FORMAT && Array.isArray(value.pools)) {
    const entries = value.pools.filter(isObject).flatMap(pool => entry(pool.name, pool.config));
    return entries.length > 0 ? { shape: 'rockpool', entries } : undefined;
  }
  if (looksLikeSettings(value)) return { shape: 'settings', entries: [{ raw: value }] };
  const named = Object.entries(value).flatMap(([name, raw]) => entry(name, raw));
  const isByPool = named.length > 0 && named.length === Object.keys(value).length;
  return isByPool && named.every(({ raw }) => looksLikeSettings(raw))
    ? { shape: 'by pool', entries: named }
    : undefined;
}

const recordEntry = ({ namespace, value }: Record<string, unknown>) => entry(namespace, value);

function entry(name: unknown, raw: unknown): ConfigEntry[] {
  if (!isObject(raw)) return [];
  return [typeof name === 'string' ? { name, raw } : { raw }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const looksLikeSettings = (value: Record<string, unknown>) =>
  Object.keys(value).some(key => key.startsWith('DD_') || key === 'localSlots');

/** The version of our own files. */
const FORMAT = 1;

/** A pool's settings as a file of ours, or in the original's shape with the settings that the original knows. */
export function writeConfigFile({ name, provider, config }: Pool, shape: 'rockpool' | 'original'): string {
  const isOriginal = (key: ConfigKey) => configMetaOf(key).required || configMetaOf(key).original;
  const own = configKeysOf(provider).filter(key => shape === 'rockpool' || isOriginal(key));
  // Where the original has nothing it has an empty text.
  const none = shape === 'rockpool' ? null : '';
  const settings = Object.fromEntries(own.map(key => [key, config[key] ?? none]));
  const file =
    shape === 'rockpool'
      ? { rockpoolPools: FORMAT, pools: [{ name, provider, config: settings }] }
      : { namespace: name, key: 'backend_config', value: settings };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The shapes in which a pool's settings can be written: the original has no pool of this machine's engine. */
export function shapesOf({ provider }: Pick<Pool, 'provider'>): ('rockpool' | 'original')[] {
  return hasManyHosts(provider) ? ['rockpool', 'original'] : ['rockpool'];
}
