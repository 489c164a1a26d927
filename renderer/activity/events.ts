import type { RockpoolEvent } from '../../driver/model/event';

export type Level = RockpoolEvent['level'];
const weight: Record<Level, number> = { info: 0, warning: 1, error: 2 };

/** What an event is about: the most particular thing that it names. */
export const kinds = ['instance', 'host', 'pool', 'app'] as const;
export type Kind = (typeof kinds)[number];

export function kindOf({ instanceId, hostId, poolId }: RockpoolEvent): Kind {
  if (instanceId) return 'instance';
  if (hostId) return 'host';
  return poolId ? 'pool' : 'app';
}

/** What is shown of the events; an empty text, or null, lets all through. */
export interface EventFilter {
  /** Words of the sentence, in any case. */
  text: string;
  /** At least as grave as this. */
  level: Level;
  kind: Kind | null;
  poolId: string | null;
  hostId: string | null;
  instanceId: string | null;
  userId: string | null;
  /** From then on, and until then: ms since the epoch. */
  from: number | null;
  to: number | null;
}

export const everything: EventFilter = {
  text: '',
  level: 'info',
  kind: null,
  poolId: null,
  hostId: null,
  instanceId: null,
  userId: null,
  from: null,
  to: null,
};

/** How many of a filter's parts, besides text and level, hold something back. */
export function narrowedBy({ text: _, level: __, ...rest }: EventFilter): number {
  const isRange = rest.from !== null || rest.to !== null;
  const fields = [rest.kind, rest.poolId, rest.hostId, rest.instanceId, rest.userId];
  return fields.filter(value => value !== null).length + (isRange ? 1 : 0);
}

/** Events that pass the filter, the newest first. */
export function matching(events: readonly RockpoolEvent[], filter: EventFilter): RockpoolEvent[] {
  const words = filter.text.trim().toLowerCase();
  const { level, kind, from, to } = filter;
  const same = (wanted: string | null, value: string | undefined) => wanted === null || wanted === value;
  return events
    .filter(
      event =>
        weight[event.level] >= weight[level] &&
        (kind === null || kindOf(event) === kind) &&
        same(filter.poolId, event.poolId) &&
        same(filter.hostId, event.hostId) &&
        same(filter.instanceId, event.instanceId) &&
        same(filter.userId, event.userId) &&
        (from === null || event.at >= from) &&
        (to === null || event.at <= to) &&
        event.text.toLowerCase().includes(words),
    )
    .sort((a, b) => b.at - a.at || b.id.localeCompare(a.id));
}

/** An event as a line of text, for the clipboard. */
export function eventLine({ at, level, text }: RockpoolEvent): string {
  return `${new Date(at).toISOString()} ${level.padEnd(7)} ${text}`;
}
