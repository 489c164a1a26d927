import { Button, Group, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Choice, Choices } from './choices';
import { type EventFilter, everything, type Kind, type Level, narrowedBy } from './events';
import { type Time, times } from './times';
import './activity.css';

const levels: { value: Level; label: string }[] = [
  { value: 'info', label: 'All' },
  { value: 'warning', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
];
const kindChoices: { value: Kind; label: string }[] = [
  { value: 'instance', label: 'Instances' },
  { value: 'host', label: 'Hosts' },
  { value: 'pool', label: 'Pools' },
  { value: 'app', label: 'Rockpool and images' },
];
/** What is chosen of a list: null lets all through. */
const fields: {
  key: 'kind' | 'poolId' | 'hostId' | 'instanceId' | 'userId';
  label: string;
  all: string;
  width: number;
  data: (choices: Choices) => Choice[];
}[] = [
  { key: 'kind', label: 'About', all: 'Everything', width: 150, data: () => kindChoices },
  { key: 'poolId', label: 'Pool', all: 'Any pool', width: 150, data: ({ pools }) => pools },
  { key: 'hostId', label: 'Host', all: 'Any host', width: 170, data: ({ hosts }) => hosts },
  {
    key: 'instanceId',
    label: 'Instance',
    all: 'Any instance',
    width: 190,
    data: ({ instances }) => instances,
  },
  { key: 'userId', label: 'User', all: 'Any user', width: 130, data: ({ users }) => users },
];
const timeChoices = Object.entries(times).map(([value, { label }]) => ({ value, label }));

/** What is typed and chosen above the list. */
export interface Chosen extends Omit<EventFilter, 'from' | 'to'> {
  time: Time;
  /** As typed, for `between`. */
  from: string;
  to: string;
}

export const nothingChosen: Chosen = { ...everything, time: 'any', from: '', to: '' };

interface FiltersProps {
  chosen: Chosen;
  choices: Choices;
  onChange: (changes: Partial<Chosen>) => void;
}

export function Filters({ chosen, choices, onChange }: FiltersProps) {
  const { time, from, to } = chosen;
  const isNarrowed =
    time !== 'any' || narrowedBy({ ...chosen, from: null, to: null }) > 0 || chosen.text !== '';
  return (
    <section className="filters" aria-label="Filter">
      <Group gap="sm">
        <TextInput
          aria-label="Filter events"
          placeholder="Filter by words"
          flex="1 1 220px"
          maw={360}
          value={chosen.text}
          onChange={event => onChange({ text: event.currentTarget.value })}
        />
        <SegmentedControl
          aria-label="Which events"
          data={levels}
          value={chosen.level}
          onChange={level => onChange({ level: level as Level })}
        />
      </Group>
      <Group gap="xs">
        {fields.map(({ key, data, ...field }) => (
          <One
            key={key}
            {...field}
            data={data(choices)}
            value={chosen[key]}
            onChange={value => onChange({ [key]: value })}
          />
        ))}
        <Select
          aria-label="Time"
          w={150}
          {...dropdown}
          data={timeChoices}
          value={time}
          allowDeselect={false}
          onChange={value => onChange({ time: (value ?? 'any') as Time })}
        />
        {time === 'between' && (
          <>
            <TextInput
              type="datetime-local"
              aria-label="From"
              value={from}
              onChange={event => onChange({ from: event.currentTarget.value })}
            />
            <TextInput
              type="datetime-local"
              aria-label="To"
              value={to}
              error={from !== '' && to !== '' && to < from ? 'Ends before it begins' : undefined}
              onChange={event => onChange({ to: event.currentTarget.value })}
            />
          </>
        )}
        {isNarrowed && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconX size={14} aria-hidden />}
            onClick={() => onChange({ ...nothingChosen, level: chosen.level })}
          >
            Clear
          </Button>
        )}
      </Group>
    </section>
  );
}

/** Within the landmark of its field; the list itself scrolls, which the keyboard does by its options. */
const dropdown = {
  comboboxProps: { width: 'max-content', position: 'bottom-start', withinPortal: false },
  withScrollArea: false,
  styles: { options: { maxHeight: 240, overflowY: 'auto' } },
} as const;

interface OneProps {
  label: string;
  /** What nothing chosen stands for. */
  all: string;
  width: number;
  data: Choice[];
  value: string | null;
  onChange: (value: string | null) => void;
}

/** More than these are not listed at once: they are found by typing. */
const LISTED = 50;

function One({ label, all, width, data, value, onChange }: OneProps) {
  return (
    <Select
      aria-label={label}
      placeholder={all}
      w={width}
      data={data}
      value={value}
      onChange={onChange}
      disabled={data.length === 0}
      searchable={data.length > 6}
      limit={LISTED}
      clearable
      clearButtonProps={{ 'aria-label': `${all} again` }}
      nothingFoundMessage="Nothing of this name"
      {...dropdown}
    />
  );
}
