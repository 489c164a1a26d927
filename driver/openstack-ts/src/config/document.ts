import type { Document, Node } from 'yaml';
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { CloudConfigError } from './errors.ts';

/**
 * A value as it stands in a file. Numbers and booleans stay the text that was written: a password may look like
 * either, and what they mean is known only where they are used.
 */
export type Value = string | null | Value[] | Settings;
export interface Settings {
  [key: string]: Value;
}

/** A file that was read, with the means to say where something stands in it. */
export interface SettingsFile {
  file: string;
  settings: Settings;
  /** The line of a key, or of the nearest thing around it that is there. */
  lineOf(path: readonly string[]): number | undefined;
}

/** clouds.yaml is written by hand; a few aliases are usual, a bomb of them isn't. */
const MOST_ALIASES = 200;

/**
 * YAML, or JSON, which is YAML too.
 * @throws CloudConfigError FileMalformed, with its line
 */
export function parseSettings(file: string, text: string): SettingsFile {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    customTags: ['null', 'merge'],
    merge: true,
    lineCounter: counter,
    prettyErrors: false,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = counter.linePos(error.pos[0]);
    throw new CloudConfigError('FileMalformed', reasonOf(error.code, error.message, lineText(text, line)), {
      file,
      line,
    });
  }
  let settings: unknown;
  try {
    settings = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    throw new CloudConfigError(
      'FileMalformed',
      `It can't be read: ${(cause as Error).message}`,
      { file },
      cause,
    );
  }
  if (!isSettings(settings as Value))
    throw new CloudConfigError('FileMalformed', 'It is empty, or no list of names and values.', { file });
  return {
    file,
    settings: settings as Settings,
    lineOf: path => lineIn(document, counter, path),
  };
}

export function isSettings(value: Value | undefined): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lineText(text: string, line: number): string {
  return text.split('\n', line)[line - 1] ?? '';
}

function reasonOf(code: string, message: string, line: string): string {
  if (code === 'TAB_AS_INDENT' || /^\s*\t/.test(line))
    return 'A line is indented with a tab, which YAML does not allow; use spaces.';
  if (code === 'DUPLICATE_KEY')
    return 'A name stands there twice; which of them counts is not to be guessed.';
  return `It is not valid YAML: ${message}`;
}

function lineIn(document: Document, counter: LineCounter, path: readonly string[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    const pair = isMap(node) ? node.items.find(one => isScalar(one.key) && one.key.value === key) : undefined;
    if (isPair(pair)) {
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && /^\d+$/.test(key)) {
      node = node.items[Number(key)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset === undefined ? undefined : counter.linePos(offset).line;
}
