import { ActionIcon, Button, Group, SegmentedControl, Text, TextInput, Tooltip } from '@mantine/core';
import { IconActivity, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import type { RockpoolEvent } from '../../driver/model/event';
import { api } from '../state/api';
import { show, useParams } from '../state/navigation';
import { useRecords } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { attempt, notifyDone } from '../ui/notify';
import { Page } from '../ui/Page';
import { EventList } from './EventList';
import { eventLine, type Level, matching } from './events';

const levels: { value: Level; label: string }[] = [
  { value: 'info', label: 'All' },
  { value: 'warning', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
];

/** What happened, the newest first. */
export function Activity() {
  const { text: asked = '' } = useParams('activity');
  const [text, setText] = useState(asked);
  const [level, setLevel] = useState<Level>('info');
  const events = useRecords('events');
  const shown = matching(events, { text, level });

  if (events.length === 0) {
    return (
      <Page title="Activity">
        <EmptyState
          icon={<IconActivity size={40} stroke={1.3} />}
          title="Nothing has happened yet"
          action={<Button onClick={() => show('welcome')}>Go to Welcome</Button>}
        >
          Imports, launches, ends and troubles are listed here once there are any. Begin by connecting an
          engine.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title="Activity" lead="What happened, the newest first.">
      <Group gap="sm">
        <TextInput
          aria-label="Filter events"
          placeholder="Filter by words"
          flex="1 1 220px"
          maw={360}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label="Which events"
          data={levels}
          value={level}
          onChange={value => setLevel(value as Level)}
        />
        <Tooltip label="Copy all that is shown">
          <ActionIcon
            variant="default"
            size="input-sm"
            aria-label="Copy all that is shown"
            onClick={() => void copyAll(shown)}
          >
            <IconCopy size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {shown.length === 0 ? (
        <Text c="dimmed" size="sm" role="status">
          No event matches.
        </Text>
      ) : (
        <EventList events={shown} />
      )}
    </Page>
  );
}

const MOST_COPIED = 1000;

async function copyAll(events: RockpoolEvent[]): Promise<void> {
  const text = events.slice(0, MOST_COPIED).map(eventLine).join('\n').slice(0, 100_000);
  if (await attempt(api.shell.copyText.mutate({ text }))) notifyDone('Copied.');
}
