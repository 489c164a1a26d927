import { distance } from 'fastest-levenshtein';

const MOST = 3;

/** The names that somebody may have meant who wrote `typed`, the nearest first, at most three; none is no near one. */
export function nearNames(typed: string, names: readonly string[]): string[] {
  const wanted = plain(typed);
  const scored = [...new Set(names)]
    .map(name => ({ name, away: away(wanted, plain(name)) }))
    .filter(({ away }) => away <= 0.5)
    .sort((a, b) => a.away - b.away || a.name.localeCompare(b.name));
  return scored.slice(0, MOST).map(({ name }) => name);
}

/** 0: the same; 1: nothing in common. One that begins with the other is near, however long it is. */
function away(wanted: string, name: string): number {
  if (wanted === '' || name === '') return 1;
  if (wanted === name) return 0;
  const share = distance(wanted, name) / Math.max(wanted.length, name.length);
  return name.startsWith(wanted) || wanted.startsWith(name) ? Math.min(share, 0.4) : share;
}

/** Case and signs are what is mistaken most. */
const plain = (name: string) => name.toLowerCase().replace(/[\s._-]+/g, '');
