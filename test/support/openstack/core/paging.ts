import type { Kept } from './table';

export interface Page<T> {
  items: T[];
  /** The marker of the next page; undefined where this is the last. */
  next: string | undefined;
}

/**
 * @param limit how many at most
 * @param marker the id of the last one of the page before
 * @returns undefined where the marker is not among them
 */
export function pageOf<T extends Kept>(
  all: readonly T[],
  limit: number,
  marker: string | null,
): Page<T> | undefined {
  const at = marker === null ? -1 : all.findIndex(({ id }) => id === marker);
  if (marker !== null && at < 0) return undefined;
  const items = all.slice(at + 1, at + 1 + limit);
  return { items, next: items.length === limit ? items.at(-1)?.id : undefined };
}

/** The address of the next page: the same question with another marker. */
export function nextHref(base: string, query: URLSearchParams, marker: string): string {
  const next = new URLSearchParams(query);
  next.set('marker', marker);
  return `${base}?${next}`;
}
