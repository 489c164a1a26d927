import { ActionIcon, Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronUp,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from '@tabler/icons-react';
import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import { CopyButton } from '../ui/CopyButton';
import { ErrorPanel } from '../ui/ErrorPanel';
import { pieces } from './logBuffer';
import { SaveLogButton } from './SaveLogButton';
import { useRunningLog } from './useRunningLog';

/** A container's output as it comes: follow, pause, search, copy, save. */
export function RunningLog({ id, name }: { id: string; name: string }) {
  const [attempt, setAttempt] = useState(0);
  const [paused, setPaused] = useState(false);
  const { log, status, error, held } = useRunningLog(id, attempt, paused);
  const [follow, setFollow] = useState(true);
  const [search, setSearch] = useState('');
  const [current, setCurrent] = useState(0);
  const box = useRef<HTMLDivElement>(null);

  const text = useMemo(() => log.lines.join('\n'), [log]);
  const found = useMemo(() => pieces(text, search), [text, search]);
  const active = found.matches > 0 ? current % found.matches : 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: new text is what makes it scroll
  useEffect(() => {
    if (follow && !search && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text, follow, search]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another match is what makes it scroll
  useEffect(() => {
    if (search) box.current?.querySelector('mark[data-active]')?.scrollIntoView({ block: 'center' });
  }, [active, search, found.matches > 0]);

  const step = (by: number) => setCurrent((active + by + found.matches) % Math.max(1, found.matches));
  return (
    <Stack gap="xs">
      <Group gap="xs" justify="space-between">
        <Group gap={4}>
          <TextInput
            size="xs"
            w={180}
            aria-label="Search the log"
            placeholder="Search"
            leftSection={<IconSearch size={14} aria-hidden />}
            value={search}
            onChange={event => {
              setSearch(event.currentTarget.value);
              setCurrent(0);
            }}
            onKeyDown={event => {
              if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
            }}
          />
          {search && (
            <>
              <Text size="xs" className="numbers" role="status">
                {found.matches > 0 ? `${active + 1} of ${found.matches}` : 'none'}
              </Text>
              <ActionIcon variant="subtle" color="gray" aria-label="Previous match" onClick={() => step(-1)}>
                <IconChevronUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label="Next match" onClick={() => step(1)}>
                <IconChevronDown size={16} aria-hidden />
              </ActionIcon>
            </>
          )}
        </Group>
        <Group gap="sm">
          <Switch
            size="xs"
            label="Follow"
            checked={follow}
            onChange={event => setFollow(event.currentTarget.checked)}
          />
          <Button
            size="compact-xs"
            variant="default"
            aria-pressed={paused}
            leftSection={
              paused ? <IconPlayerPlay size={13} aria-hidden /> : <IconPlayerPause size={13} aria-hidden />
            }
            onClick={() => setPaused(!paused)}
          >
            {paused ? `Go on${held > 0 ? ` (${held} new)` : ''}` : 'Pause'}
          </Button>
          <SaveLogButton id={id} name={name} />
          <CopyButton text={text.slice(-100_000)} what="the log" />
        </Group>
      </Group>
      {error && <ErrorPanel error={error} onRetry={() => setAttempt(attempt + 1)} />}
      <div
        className="log"
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
        tabIndex={0}
        role="log"
        aria-label="Output of the container"
        aria-live="off"
      >
        {log.dropped > 0 && (
          <span className="log-note">
            {log.dropped} earlier lines are not kept.{'\n'}
          </span>
        )}
        {found.pieces.map((piece, index) => {
          const key = `${index}`;
          return piece.match === undefined ? (
            <Fragment key={key}>{piece.text}</Fragment>
          ) : (
            <mark key={key} data-active={piece.match === active || undefined}>
              {piece.text}
            </mark>
          );
        })}
        {log.lines.length === 0 && !error && (
          <span className="log-note">
            {status === 'ended' ? 'It wrote nothing.' : 'Nothing written yet.'}
          </span>
        )}
      </div>
      {status === 'ended' && !error && (
        <Group gap="xs">
          <Text size="xs" c="dimmed">
            The output has ended.
          </Text>
          <Button size="compact-xs" variant="subtle" onClick={() => setAttempt(attempt + 1)}>
            Read it again
          </Button>
        </Group>
      )}
    </Stack>
  );
}
