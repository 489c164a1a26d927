import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef } from 'react';
import { between } from './lines';

export type Select = Dispatch<SetStateAction<ReadonlySet<string>>>;

/** Selecting rows one by one and in ranges. A range goes from the row that was last selected or gone to alone. */
export interface Selection {
  /** Turns one on or off; with `range` everything up to it as well. */
  toggle(id: string, on: boolean, range: boolean): void;
  /** The selection becomes everything up to this one. */
  stretch(to: string, from: string): void;
  /** Ranges go from here. */
  begin(id: string): void;
}

/** @param ids gives those that can be selected, in the order in which they are listed */
export function useSelection(ids: () => readonly string[], onSelect: Select): Selection {
  const listed = useRef(ids);
  const anchor = useRef<string>(undefined);
  useEffect(() => {
    listed.current = ids;
  }, [ids]);
  const toggle = useCallback(
    (id: string, on: boolean, range: boolean) => {
      const meant = range ? between(listed.current(), anchor.current, id) : [id];
      anchor.current = id;
      onSelect(before => {
        const next = new Set(before);
        for (const one of meant) {
          if (on) next.add(one);
          else next.delete(one);
        }
        return next;
      });
    },
    [onSelect],
  );
  const stretch = useCallback(
    (to: string, from: string) => {
      anchor.current ??= from;
      onSelect(new Set(between(listed.current(), anchor.current, to)));
    },
    [onSelect],
  );
  const begin = useCallback((id: string) => {
    anchor.current = id;
  }, []);
  return { toggle, stretch, begin };
}
