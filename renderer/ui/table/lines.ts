import type { ReactNode } from 'react';

/** A line of a table: a row, or the heading of a group. */
export type Line<R> = { row: R } | { heading: string; count: number };

/** What a table must know of a row; asked of all of them, whether drawn or not. */
export interface Identity<R> {
  id(row: R): string;
  /** What people call it. */
  name(row: R): string;
  /** It can't be selected; absent: all can. */
  isFixed?(row: R): boolean;
}

/** A column beside the name, which always stands first. */
export interface TableColumn<R> {
  key: string;
  title: string;
  /** Px; absent: what its content needs. */
  width?: number;
  minWidth?: number;
  /** Left out in a narrow window. */
  wide?: boolean;
  cell: (row: R) => ReactNode;
}

export interface Sort<K extends string = string> {
  /** A column's key, or `name`. */
  key: K;
  descending: boolean;
}

/** The ids from one to another, in whichever order they stand; the second alone where the first is not there. */
export function between(ids: readonly string[], from: string | undefined, to: string): string[] {
  const [a, b] = [from === undefined ? -1 : ids.indexOf(from), ids.indexOf(to)];
  if (b < 0) return [];
  if (a < 0) return [to];
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** The index of the next line with a row, from `index` on in steps of 1 or -1; undefined: there is none. */
export function nextRow<R>(lines: readonly Line<R>[], index: number, step: 1 | -1): number | undefined {
  for (let at = index; at >= 0 && at < lines.length; at += step) {
    const line = lines[at];
    if (line && 'row' in line) return at;
  }
  return undefined;
}
