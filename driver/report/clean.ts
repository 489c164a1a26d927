import { withoutSecrets } from '../model/withoutSecrets';

/** What a text becomes before it leaves this computer. */
export type CleanText = (text: string) => string;

export interface Cleaning {
  /** Takes out what is known to be secret, and what looks like it. */
  redact: CleanText;
  /** Puts placeholders for names; absent: they stay. */
  disguise?: CleanText | undefined;
}

const SECRET_FIELD =
  /pass(word|phrase)|secret|token|credential|authorization|cookie|private_?key|user_?data|^route$/i;
/** Names of fields that tell when. */
const TIME_FIELD = /(^|[a-z])(at|since|until|from|updated|started)$/i;
/** Numbers from here on are instants (ms since the epoch), of 2001 and later. */
const EARLIEST = 1e12;
const LATEST = 1e13;

export function createCleaning(redact: CleanText, disguise: CleanText | undefined): Cleaning {
  return { redact: text => redact(withoutSecrets(text)), disguise };
}

/** A value as it goes into a report: its texts clean, its instants readable, and no text in a field that is secret by name. */
export function cleaned(value: unknown, { redact, disguise }: Cleaning, field = ''): unknown {
  if (typeof value === 'string') {
    if (value !== '' && SECRET_FIELD.test(field)) return '…';
    const clean = redact(value);
    return disguise ? disguise(clean) : clean;
  }
  if (typeof value === 'number') {
    const isTime = TIME_FIELD.test(field) && value > EARLIEST && value < LATEST;
    return isTime ? new Date(value).toISOString() : value;
  }
  if (Array.isArray(value)) return value.map(one => cleaned(one, { redact, disguise }, field));
  if (typeof value !== 'object' || value === null) return value;
  // Names of fields are ours, and are not to be disguised; but a record may be kept by something that is secret.
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [redact(name), cleaned(one, { redact, disguise }, name)]),
  );
}

/** A line of a log: of one that is JSON the texts in it, of another one all of it. */
export function cleanedLine(line: string, cleaning: Cleaning): string {
  const value = line.startsWith('{') ? parsed(line) : undefined;
  return value === undefined ? String(cleaned(line, cleaning)) : JSON.stringify(cleaned(value, cleaning));
}

/** A line that a power cut has torn is a text like another. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
