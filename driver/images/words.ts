import { type ErrorKind, RockpoolError } from '../model/errors';

/** What the sentences of the image directory are made of. All codes begin with IMAGE_. */
export function imageError(
  kind: ErrorKind,
  code: string,
  what: string,
  why: string,
  next: string,
  cause?: unknown,
): RockpoolError {
  return new RockpoolError({ kind, code, what, why, next }, cause === undefined ? {} : { cause });
}
export const bad = (code: string, what: string, why: string, next: string): RockpoolError =>
  imageError('input', code, what, why, next);

/** A name out of an archive, safe to show: one line, not too long. */
export function quote(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be shown
  const line = name.replace(/[\x00-\x1f\x7f]/g, '?');
  return line.length > 120 ? `“${line.slice(0, 60)}…${line.slice(-59)}”` : `“${line}”`;
}
export const period = (sentence: string) =>
  /[.!?]$/.test(sentence.trim()) ? sentence.trim() : `${sentence.trim()}.`;
export const list = (words: string[]) =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
export const mib = (bytes: number) => `${Math.ceil(bytes / 1024 ** 2)} MiB`;
export const gib = (bytes: number) => `${Math.round(bytes / 1024 ** 3)} GiB`;

// What can be done next, said more than once.
export const SAVE_AGAIN = 'Write it again with: docker save -o FILE NAME.';
export const COPY_AGAIN = 'Copy or download it again, and compare its size and checksum with the original.';
export const ASK_SOURCE =
  'Do not use this file unless you trust where it came from; ask there for a clean one.';
