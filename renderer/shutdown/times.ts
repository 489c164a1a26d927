/** An instant as people write it, to the second. */
export const timeOf = (ms: number): string =>
  new Date(ms).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' });
