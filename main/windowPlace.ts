import type { Rectangle } from 'electron';

export interface WindowPlace {
  /** Absent before the window was first moved or resized. */
  bounds?: Rectangle;
  maximized: boolean;
}

const DEFAULT = { width: 1280, height: 860 };
/** So much of the title bar must be on a screen that a person can take hold of it. */
const GRIP = { width: 120, height: 40 };

/**
 * Where the window opens: where it was, if that is still on a screen, and never larger than its screen.
 * `areas` are the screens' work areas, the main one first.
 */
export function placeOnScreen(place: WindowPlace, areas: readonly Rectangle[]): Partial<Rectangle> {
  const { bounds } = place;
  const home = bounds && areas.find(area => canGrip(bounds, area));
  if (bounds && home) return { ...bounds, ...fitted(bounds, home) };
  const [main] = areas;
  const size = bounds ?? DEFAULT;
  return main ? fitted(size, main) : { width: size.width, height: size.height };
}

function fitted(size: { width: number; height: number }, area: Rectangle) {
  return { width: Math.min(size.width, area.width), height: Math.min(size.height, area.height) };
}

function canGrip(bounds: Rectangle, area: Rectangle): boolean {
  const across =
    Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x) >= GRIP.width;
  return across && bounds.y >= area.y - 8 && bounds.y + GRIP.height <= area.y + area.height;
}
