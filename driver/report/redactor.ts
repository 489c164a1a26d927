/** What stands where a secret was. */
const MARK = '…';
/** Shorter ones are found everywhere, and a text without them would say nothing. */
const SHORTEST = 4;

/** Takes known secrets out of a text. */
export type Redact = (text: string) => string;

/** A secret in the ways in which it may have come into a text: as it is, escaped, in hex, in the middle of a base64. */
export function formsOf(secret: string): string[] {
  if (secret.length < SHORTEST) return [];
  const bytes = Buffer.from(secret);
  const escaped = JSON.stringify(secret).slice(1, -1);
  const whole = bytes.toString();
  const percent = encodeURIComponent(whole);
  const inForm = new URLSearchParams({ _: whole }).toString().slice('_='.length);
  const strict = percent.replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const base64 = [0, 1, 2].map(skip => {
    const text = Buffer.concat([Buffer.alloc(skip), bytes]).toString('base64');
    // Without what its neighbours decide.
    return text.slice(skip === 0 ? 0 : 4, Math.floor((skip + bytes.length) / 3) * 4);
  });
  const forms = [
    ...[secret, escaped, JSON.stringify(escaped).slice(1, -1), bytes.toString('hex')],
    ...[percent, strict, inForm].flatMap(one => [one, lowerEscapes(one)]),
    ...base64.flatMap(one => [one, one.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(one)]),
  ];
  return [...new Set(forms)].filter(form => form.length >= SHORTEST);
}

const lowerEscapes = (text: string) => text.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase());

/**
 * A text is read once, however many secrets there are: each place is looked up by its first characters, the longest
 * secret first.
 */
export function createRedactor(secrets: Iterable<string>): Redact {
  const forms = [...new Set([...secrets].flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const byStart = new Map<number, string[]>();
  for (const form of forms) {
    const start = startAt(form, 0);
    const others = byStart.get(start);
    if (others) others.push(form);
    else byStart.set(start, [form]);
  }
  return text => {
    let clean = '';
    let from = 0;
    for (let at = 0; at <= text.length - SHORTEST; at += 1) {
      const found = byStart.get(startAt(text, at))?.find(form => text.startsWith(form, at));
      if (found === undefined) continue;
      clean += text.slice(from, at) + MARK;
      from = at + found.length;
      at = from - 1;
    }
    return from === 0 ? text : clean + text.slice(from);
  };
}

/** A number for `SHORTEST` characters; others may have the same. */
function startAt(text: string, at: number): number {
  let start = 0;
  for (let next = at; next < at + SHORTEST; next += 1)
    start = (start * 61 + text.charCodeAt(next)) & 0x3fff_ffff;
  return start;
}
