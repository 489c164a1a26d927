/** Where a text stops being JSON. */
export interface JsonFault {
  /** True if it ends too early, rather than going on wrongly. */
  cutShort: boolean;
  /** Both from 1. */
  line: number;
  column: number;
}

export type JsonResult = { ok: true; value: unknown } | { ok: false; fault: JsonFault };

/** Parses a text; what the engine's own message tells of a fault differs from version to version. */
export function parseJson(text: string): JsonResult {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, fault: placeOf(faultAt(text), text) };
  }
}

function placeOf(offset: number, text: string): JsonFault {
  const lines = text.slice(0, offset).split('\n');
  const cutShort = text.slice(offset).trim() === '' || isBegun(text.slice(offset));
  return { cutShort, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** A string, a number or a literal that the end of the text cuts off. */
const isBegun = (rest: string) => /^(?:"(?:[^"\\\n]|\\.)*\\?|[\w.+-]+)$/.test(rest);

// RFC 8259: punctuation, a string, a number, a literal.
const token =
  /[{}[\],:]|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma' | 'end';

/** The offset of the first token that can't be where it is; the text's length where one is missing. */
function faultAt(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  const afterValue = (): Expected => (open.length === 0 ? 'end' : 'comma');
  for (;;) {
    while (/[ \t\n\r]/.test(text[offset] ?? '')) offset += 1;
    token.lastIndex = offset;
    const found = token.exec(text)?.[0];
    if (found === undefined) return offset;
    const next = follow(found);
    if (!next) return offset;
    expected = next;
    offset += found.length;
  }

  function follow(found: string): Expected | undefined {
    const inside = open.at(-1);
    const wantsValue = expected === 'value' || expected === 'value or ]';
    if (found === ':') return expected === 'colon' ? 'value' : undefined;
    if (found === ',') return expected === 'comma' ? (inside === '{' ? 'key' : 'value') : undefined;
    if (found === '}' || found === ']') {
      const pair = found === '}' ? '{' : '[';
      const mayClose = expected === 'comma' || expected === (found === '}' ? 'key or }' : 'value or ]');
      if (inside !== pair || !mayClose) return undefined;
      open.pop();
      return afterValue();
    }
    if (found.startsWith('"') && (expected === 'key' || expected === 'key or }')) return 'colon';
    if (!wantsValue) return undefined;
    if (found !== '{' && found !== '[') return afterValue();
    open.push(found);
    return found === '{' ? 'key or }' : 'value or ]';
  }
}
