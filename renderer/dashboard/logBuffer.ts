/** The last lines of a container's output. */
export interface LogBuffer {
  lines: readonly string[];
  /** How many lines before those were let go. */
  dropped: number;
}

export const emptyLog: LogBuffer = { lines: [], dropped: 0 };

const MOST_LINES = 5000;
const LONGEST_LINE = 4000;

/** Output that has come and isn't drawn yet. */
export interface Waiting {
  text: string;
  /** Lines in it, and those before it that were let go. */
  lines: number;
  dropped: number;
}

export const nothingWaiting: Waiting = { text: '', lines: 0, dropped: 0 };

/** Far more than is shown of it in the end, so that a pause may last. */
const MOST_WAITING = 4_000_000;

/** One more chunk of whole lines; where that is too much the first of them are let go. */
export function gather(waiting: Waiting, chunk: string, most = MOST_WAITING): Waiting {
  const whole = chunk.endsWith('\n') ? chunk : `${chunk}\n`;
  const text = waiting.text + whole;
  const lines = waiting.lines + linesIn(whole);
  if (text.length <= most) return { ...waiting, text, lines };
  const cut = text.indexOf('\n', text.length - Math.ceil(most / 2)) + 1;
  const gone = linesIn(text.slice(0, cut));
  return { text: text.slice(cut), lines: lines - gone, dropped: waiting.dropped + gone };
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Colours and cursor moves of terminals: ESC [ … letter, and ESC ] … BEL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const TERMINAL_CODES = /\u001b(?:\[[0-9;?]*[A-Za-z]|\][^\u0007]*\u0007)/g;

/** The log after a chunk of whole lines; what is kept is bounded in lines and in their length. */
export function append(log: LogBuffer, chunk: string, mostLines = MOST_LINES): LogBuffer {
  const fresh = chunk.replace(/\n$/, '').split('\n');
  const over = Math.max(0, log.lines.length + fresh.length - mostLines);
  const kept = log.lines.slice(over);
  // Only those that stay are made readable.
  const shown = fresh.slice(Math.max(0, over - log.lines.length)).map(line => readable(line));
  return { lines: [...kept, ...shown], dropped: log.dropped + over };
}

function readable(line: string): string {
  const plain = line.replace(TERMINAL_CODES, '');
  // A progress bar redraws its line; the last drawing counts.
  const last = plain.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  return last.length > LONGEST_LINE ? `${last.slice(0, LONGEST_LINE)}…` : last;
}

/** A piece of text, and the number of the match that it is, from 0. */
export interface Piece {
  text: string;
  match?: number;
}

const MOST_MATCHES = 1000;

/** The text cut at the matches of what is searched for; case is ignored. */
export function pieces(text: string, search: string): { pieces: Piece[]; matches: number } {
  if (search === '') return { pieces: [{ text }], matches: 0 };
  const found: Piece[] = [];
  const haystack = text.toLowerCase();
  const needle = search.toLowerCase();
  let from = 0;
  let matches = 0;
  while (matches < MOST_MATCHES) {
    const at = haystack.indexOf(needle, from);
    if (at < 0) break;
    if (at > from) found.push({ text: text.slice(from, at) });
    found.push({ text: text.slice(at, at + needle.length), match: matches });
    matches += 1;
    from = at + needle.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return { pieces: found, matches };
}
