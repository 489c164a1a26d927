import { z } from 'zod';

const address4 = z.ipv4();
const address6 = z.ipv6();
const range4 = z.cidrv4();
const range6 = z.cidrv6();

/** Words between which there is white space or a comma. */
export function wordsIn(text: string | null): string[] {
  return (text ?? '').split(/[\s,]+/).filter(word => word !== '');
}

/**
 * Ranges of addresses, between which there is white space or a comma; a single address is a range of one
 * (`192.0.2.7` is `192.0.2.7/32`). What is none is left out: `strangeRanges` names it.
 */
export function rangesIn(text: string | null): string[] {
  return wordsIn(text).flatMap(word => rangeOf(word) ?? []);
}

/** Words of such a text that are neither an address nor a range. */
export function strangeRanges(text: string): string[] {
  return wordsIn(text).filter(word => rangeOf(word) === undefined);
}

function rangeOf(word: string): string | undefined {
  if (range4.safeParse(word).success || range6.safeParse(word).success) return word;
  if (address4.safeParse(word).success) return `${word}/32`;
  return address6.safeParse(word).success ? `${word}/128` : undefined;
}

/** True for a range that is everybody, or nearly: the shortest that a network of one organisation has are /8 and /16. */
export function isWorldWide(range: string): boolean {
  const bits = Number(range.split('/')[1]);
  return bits < (range.includes(':') ? 16 : 8);
}
