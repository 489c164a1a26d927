/** What a service has said, as the end of a sentence of ours. */
export const said = (words: string | undefined): string => (words ? ` It says: ${ended(words)}` : '');

export const ended = (words: string): string =>
  /[.!?]$/.test(words.trim()) ? words.trim() : `${words.trim()}.`;

const SHOWN = 8;

/** Names with commas between them, the first of many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
