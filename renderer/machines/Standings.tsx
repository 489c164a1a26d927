import { Anchor, Badge, Button, Group, Loader, Text } from '@mantine/core';
import { show } from '../state/navigation';
import { Age } from '../ui/Age';
import { StateBadge } from '../ui/StateBadge';
import { useNow } from '../ui/useNow';
import { type MachineRow, type Standing, standingWords, verdictOf } from './machineRows';
import { cancelTests, type Test } from './testing';

const colors: Record<Exclude<Standing['kind'], 'host'>, string> = {
  changed: 'red',
  unconfirmed: 'amber',
  free: 'gray',
};

/** What a machine is now; a host leads to its details. */
export function StandingText({ standing }: { standing: Standing }) {
  if (standing.kind !== 'host') {
    return (
      <Badge color={colors[standing.kind]} miw="max-content">
        {standingWords[standing.kind]}
      </Badge>
    );
  }
  const { id, name, phase, unreachable } = standing.host;
  return (
    <Group gap={6} wrap="nowrap">
      <StateBadge {...(unreachable ? { state: 'unknown', label: 'not answering' } : { state: phase })} />
      <Anchor
        component="button"
        type="button"
        size="sm"
        aria-label={`Host ${name}`}
        title={`Host ${name}`}
        className="host-link"
        onClick={() => show('driver-hosts', { hostId: id })}
      >
        {name}
      </Anchor>
    </Group>
  );
}

const tones = {
  good: 'var(--rockpool-good)',
  warning: 'var(--rockpool-warning)',
  bad: 'var(--mantine-color-error)',
};

/** `Testing, 3s`; a waiting one has not begun. */
export function Elapsed({ test: { state, since } }: { test: Test }) {
  const seconds = Math.max(0, Math.floor((useNow() - (since ?? 0)) / 1000));
  return state === 'waiting' ? 'Waiting' : <span className="numbers">Testing, {seconds}s</span>;
}

/** How a machine was found when it was tested last, or that it is being tested. */
export function TestText({ row: { machine, place, test } }: { row: MachineRow }) {
  if (test?.state) {
    return (
      <Group gap={6} wrap="nowrap">
        <Loader size={14} aria-hidden />
        <Text size="sm">
          <Elapsed test={test} />
        </Text>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`Cancel the test of ${place}`}
          onClick={() => cancelTests([machine.id])}
        >
          Cancel
        </Button>
      </Group>
    );
  }
  const last = test?.last;
  if (!last) {
    return (
      <Text size="sm" c="dimmed">
        not tested
      </Text>
    );
  }
  const { tone, text } = last.error
    ? { tone: 'bad' as const, text: last.error.what }
    : verdictOf(last.checks);
  return (
    <Text size="sm" component="div" className="verdict">
      <Text span inherit fw={600} c={tones[tone]}>
        {text}
      </Text>{' '}
      <Text span inherit c="dimmed">
        <Age at={last.at} />
      </Text>
    </Text>
  );
}
