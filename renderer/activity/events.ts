import type { RockpoolEvent } from '../../driver/model/event';

export type Level = RockpoolEvent['level'];
const weight: Record<Level, number> = { info: 0, warning: 1, error: 2 };

/** Events of at least this level that contain the words, the newest first. */
export function matching(
  events: RockpoolEvent[],
  { text, level }: { text: string; level: Level },
): RockpoolEvent[] {
  const words = text.trim().toLowerCase();
  return events
    .filter(event => weight[event.level] >= weight[level] && event.text.toLowerCase().includes(words))
    .sort((a, b) => b.at - a.at || b.id.localeCompare(a.id));
}

/** An event as a line of text, for the clipboard. */
export function eventLine({ at, level, text }: RockpoolEvent): string {
  return `${new Date(at).toISOString()} ${level.padEnd(7)} ${text}`;
}
