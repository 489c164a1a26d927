/** How an instance may be; the original had thirteen, too. */
export const adjectives = [
  'amber',
  'brisk',
  'candid',
  'dapper',
  'earnest',
  'frosty',
  'gentle',
  'humble',
  'jolly',
  'lucid',
  'mellow',
  'nimble',
  'plucky',
] as const;

/** Docker and DNS both cope with this much. */
const LONGEST_NAME = 24;

/**
 * A name for an instance: `pb-<name>-the-<adjective>`, with a number behind it once all adjectives are taken.
 * @param owner the user's name or id; letters and digits of it are kept
 * @param options.isTaken true of names that are in use
 * @param options.chance in [0, 1); picks the adjective, or the next one that is free
 * @param options.owned how many the owner has: where there are that many, lower numbers aren't tried
 */
export function instanceName(
  owner: string,
  { isTaken, chance, owned = 0 }: { isTaken: (name: string) => boolean; chance: number; owned?: number },
): string {
  const name = slug(owner);
  const first = Math.floor(chance * adjectives.length);
  for (let round = 1 + Math.floor(owned / adjectives.length); ; round += 1) {
    const ending = round > 1 ? `-${round}` : '';
    for (let step = 0; step < adjectives.length; step += 1) {
      const candidate = `pb-${name}-the-${adjectives[(first + step) % adjectives.length]}${ending}`;
      if (!isTaken(candidate)) return candidate;
    }
  }
}

function slug(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replace(/^-+|-+$/g, '');
  return plain || 'user';
}
