import { type RefObject, useEffect } from 'react';
import type { Rectangle } from '../../driver/api/shell';
import { place } from './browserState';

/**
 * Keeps main told of where the page of a tab is to be drawn: over `area`, for as long as there is an
 * `instanceId`. The page is a view of the system's above our own, so nothing of ours may be meant to be seen there.
 */
export function usePlace(area: RefObject<HTMLElement | null>, instanceId: string | undefined): void {
  useEffect(() => {
    const element = area.current;
    if (!element || instanceId === undefined) return;
    let frame: number | undefined;
    let last = '';

    function tell() {
      frame = undefined;
      if (!element || instanceId === undefined) return;
      const rectangle = rectangleOf(element.getBoundingClientRect());
      const now = JSON.stringify(rectangle);
      if (now === last) return;
      last = now;
      place({ instanceId, rectangle });
    }
    // At most once a frame, however often the window is resized.
    const soon = () => {
      frame ??= requestAnimationFrame(tell);
    };

    tell();
    const observer = new ResizeObserver(soon);
    observer.observe(element);
    // What stands above can move the area without changing its size.
    observer.observe(document.body);
    window.addEventListener('resize', soon);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', soon);
      if (frame !== undefined) cancelAnimationFrame(frame);
      place(null);
    };
  }, [area, instanceId]);
}

function rectangleOf({ left, top, right, bottom }: DOMRect): Rectangle {
  const [x, y] = [Math.round(left), Math.round(top)];
  return { x, y, width: Math.max(0, Math.round(right) - x), height: Math.max(0, Math.round(bottom) - y) };
}
