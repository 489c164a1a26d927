import { Button, Group, Menu, Text } from '@mantine/core';
import { IconActivity, IconCopy, IconDownload } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { EVENTS_KEPT, type RockpoolEvent } from '../../driver/model/event';
import { api } from '../state/api';
import { show, useParams } from '../state/navigation';
import { currentState, useCollection } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { focusOpener } from '../ui/focusOpener';
import { attempt, notifyDone } from '../ui/notify';
import { Page } from '../ui/Page';
import { saveText } from '../ui/saveText';
import { choicesOf } from './choices';
import { EventList } from './EventList';
import { eventLine, matching } from './events';
import { exported, type Format, fileNameOf } from './exporting';
import { type Chosen, Filters, nothingChosen } from './Filters';
import { rangeOf } from './times';

/** What happened, the newest first. */
export function Activity() {
  const { text: asked = '' } = useParams('activity');
  const [chosen, setChosen] = useState<Chosen>({ ...nothingChosen, text: asked });
  const collection = useCollection('events');
  const events = useMemo(() => Object.values(collection), [collection]);
  // Typing goes before listing.
  const filtered = useDeferredValue(chosen);
  const shown = useMemo(
    () => matching(events, { ...filtered, ...rangeOf(filtered.time, filtered, Date.now()) }),
    [events, filtered],
  );
  // What can be chosen may be a moment old; while much happens it is looked up when there is time.
  const settled = useDeferredValue(events);
  const choices = useMemo(() => choicesOf(settled, currentState()), [settled]);

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
    <Page
      fill
      title="Activity"
      lead={`What happened, the newest first. The newest ${EVENTS_KEPT.toLocaleString()} events are kept, in the data folder.`}
      actions={<Exports events={shown} />}
    >
      <Filters
        chosen={chosen}
        choices={choices}
        onChange={changes => setChosen(before => ({ ...before, ...changes }))}
      />
      <Text c="dimmed" size="sm" role="status" className="numbers">
        {shown.length === 0
          ? 'No event matches.'
          : shown.length === events.length
            ? `${events.length.toLocaleString()} events`
            : `${shown.length.toLocaleString()} of ${events.length.toLocaleString()} events`}
      </Text>
      {shown.length > 0 && <EventList events={shown} />}
    </Page>
  );
}

function Exports({ events }: { events: RockpoolEvent[] }) {
  const none = events.length === 0;
  return (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<IconCopy size={16} aria-hidden />}
        disabled={none}
        aria-label="Copy all that is shown"
        onClick={() => void copyAll(events)}
      >
        Copy
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} disabled={none}>
            Export
          </Button>
        </Menu.Target>
        <Menu.Dropdown onClickCapture={focusOpener}>
          <Menu.Item onClick={() => void saveAll(events, 'csv')}>As CSV, for a sheet…</Menu.Item>
          <Menu.Item onClick={() => void saveAll(events, 'json')}>As JSON…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

const MOST_COPIED = 1000;

async function copyAll(events: RockpoolEvent[]): Promise<void> {
  const text = events.slice(0, MOST_COPIED).map(eventLine).join('\n').slice(0, 100_000);
  const only = events.length > MOST_COPIED ? ` the newest ${MOST_COPIED}` : '';
  if (await attempt(api.shell.copyText.mutate({ text }))) notifyDone(`Copied${only}.`);
}

async function saveAll(events: RockpoolEvent[], format: Format): Promise<void> {
  const { pools, hosts, instances } = currentState();
  const names = {
    pool: (id: string) => pools[id]?.name,
    host: (id: string) => hosts[id]?.name,
    instance: (id: string) => instances[id]?.name,
  };
  const count = `${events.length.toLocaleString()} events`;
  const text = exported(events, format, names);
  await saveText(
    { title: `Export ${count}`, fileName: fileNameOf(format, Date.now()), text },
    `${count} were`,
  );
}
