import type { z } from 'zod';
import type { ArchiveLimits } from './limits';

/** Why a JSON document was not read. */
export type JsonFault = 'too-large' | 'too-deep' | 'not-json' | 'wrong-shape';
export type JsonResult<T> = { ok: true; value: T } | { ok: false; fault: JsonFault; detail?: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** How deeply brackets nest, strings left aside; looked at before parsing, since parsers recurse. */
export function depth(json: Uint8Array): number {
  let now = 0;
  let most = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x5b || byte === 0x7b) most = Math.max(most, ++now);
    else if (byte === 0x5d || byte === 0x7d) now--;
  }
  return most;
}

/** Parses a document that nobody vouches for. */
export function readJson<T>(json: Uint8Array, schema: z.ZodType<T>, limits: ArchiveLimits): JsonResult<T> {
  if (json.length > limits.jsonBytes) return { ok: false, fault: 'too-large' };
  if (depth(json) > limits.jsonDepth) return { ok: false, fault: 'too-deep' };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    return { ok: false, fault: 'not-json' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.');
  return { ok: false, fault: 'wrong-shape', ...(place ? { detail: place } : {}) };
}
