import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Rows that are drawn beyond those in sight, on each side. */
export const OVERSCAN = 8;
/** A table in the page's own scrolling is drawn whole up to so many rows. */
const VIRTUAL_FROM = 80;
/** A row that is scrolled to is drawn within so many frames. */
const FRAMES = 10;

export interface VirtualRows {
  box: RefObject<HTMLDivElement | null>;
  /** Indexes of the lines to draw, with the keys under which they are. */
  drawn: { index: number; key: string | number }[];
  /** Heights (px) that stand for the lines that aren't drawn. */
  above: number;
  below: number;
  /** Absent where all rows are of the same height. */
  measure: ((element: HTMLElement | null) => void) | undefined;
  /** Scrolls to a line and hands the focus to its name. */
  focus(index: number): void;
}

interface Options {
  count: number;
  rowHeight: number;
  /** `box`: the table scrolls by itself, its rows all of one height. `screen`: it lies in the page's own scrolling. */
  scroll: 'box' | 'screen';
  keyOf: (index: number) => string | number;
}

/** Which lines of a long table are in the page. */
export function useVirtualRows({ count, rowHeight, scroll, keyOf }: Options): VirtualRows {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const inScreen = scroll === 'screen';
  const isVirtual = !inScreen || count >= VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    enabled: isVirtual,
    count,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: inScreen ? top : 0,
    getScrollElement: () => (inScreen ? (box.current?.closest('.screen') ?? null) : box.current),
  });
  // What stands above the table grows and shrinks; setting the same again does nothing.
  useLayoutEffect(() => {
    const scroller = inScreen && box.current?.closest('.screen');
    if (!scroller || !box.current) return;
    const distance = box.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    setTop(distance + scroller.scrollTop);
  });

  const focus = useCallback(
    (index: number) => {
      if (isVirtual) virtualizer.scrollToIndex(index);
      let frames = 0;
      const take = () => {
        const name = box.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] [data-row-name]`);
        frames += 1;
        if (name) name.focus({ preventScroll: isVirtual });
        else if (frames < FRAMES) requestAnimationFrame(take);
      };
      requestAnimationFrame(take);
    },
    [isVirtual, virtualizer],
  );

  const margin = inScreen ? top : 0;
  const items = virtualizer.getVirtualItems();
  if (!isVirtual) {
    const drawn = Array.from({ length: count }, (_, index) => ({ index, key: keyOf(index) }));
    return { box, drawn, above: 0, below: 0, measure: undefined, focus };
  }
  return {
    box,
    // Heights stay with the places, not with the rows: else all lines were asked for their keys at each change.
    drawn: items.map(({ index }) => ({ index, key: keyOf(index) })),
    above: (items[0]?.start ?? margin) - margin,
    below: virtualizer.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin),
    measure: inScreen ? virtualizer.measureElement : undefined,
    focus,
  };
}
