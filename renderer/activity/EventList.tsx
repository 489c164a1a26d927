import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { RockpoolEvent } from '../../driver/model/event';
import { CopyButton } from '../ui/CopyButton';
import { eventLine, type Level } from './events';
import './activity.css';

const VIRTUAL_FROM = 60;
const ROW_PX = 34;

/** A list of events; a long one has only the rows in the page that can be seen. */
export function EventList({ events }: { events: RockpoolEvent[] }) {
  if (events.length > VIRTUAL_FROM) return <LongList events={events} />;
  return (
    <ul className="events" aria-label="Events">
      {events.map(event => (
        <li key={event.id}>
          <EventRow event={event} />
        </li>
      ))}
    </ul>
  );
}

function LongList({ events }: { events: RockpoolEvent[] }) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: index => events[index]?.id ?? index,
    overscan: 12,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section ref={box} className="events-box" tabIndex={0} aria-label="Events">
      <ul className="events" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map(({ key, index, start }) => {
          const event = events[index];
          if (!event) return null;
          return (
            <li
              key={key}
              data-index={index}
              ref={rows.measureElement}
              style={{ position: 'absolute', insetInline: 0, transform: `translateY(${start}px)` }}
            >
              <EventRow event={event} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const icons: Record<Level, { Icon: typeof IconInfoCircle; color: string; word: string }> = {
  info: { Icon: IconInfoCircle, color: 'var(--mantine-color-dimmed)', word: 'Information' },
  warning: { Icon: IconAlertTriangle, color: 'var(--rockpool-warning)', word: 'Warning' },
  error: { Icon: IconCircleX, color: 'var(--mantine-color-error)', word: 'Error' },
};

function EventRow({ event }: { event: RockpoolEvent }) {
  const { Icon, color, word } = icons[event.level];
  const at = new Date(event.at);
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" className="event">
      <Icon size={16} color={color} aria-label={word} style={{ flex: 'none', marginTop: 2 }} />
      <Text
        component="time"
        dateTime={at.toISOString()}
        size="sm"
        c="dimmed"
        className="numbers"
        style={{ flex: 'none' }}
      >
        {at.toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' })}
      </Text>
      <Text size="sm" flex={1} style={{ overflowWrap: 'anywhere' }}>
        {event.text}
      </Text>
      <CopyButton text={eventLine(event)} what="this line" />
    </Group>
  );
}
