/** Reading of bodies that anybody may have sent. */

export type Fields = Readonly<Record<string, unknown>>;

/** The object under a key; an empty one where there is none. */
export function fields(value: unknown, key?: string): Fields {
  const found = key === undefined ? value : isFields(value) ? value[key] : undefined;
  return isFields(found) ? found : {};
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const number = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const texts = (value: unknown): string[] =>
  list(value).filter((one): one is string => typeof one === 'string');

export function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(fields(value)).map(([key, one]) => [key, String(one)]));
}

/** 2026-01-01T00:00:00Z */
export const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

/** 2026-01-01T00:00:00.000000: Cinder's, and Nova's `launched_at`. */
export const micros = (ms: number): string => new Date(ms).toISOString().replace('Z', '000');
