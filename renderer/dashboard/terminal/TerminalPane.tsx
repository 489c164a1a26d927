import { Button, Group, Stack, Switch, Text, useComputedColorScheme } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ErrorPanel } from '../../ui/ErrorPanel';
import { shortcutLabel } from '../../ui/shortcuts';
import { type SessionState, sessionOf } from './session';
import { themes } from './themes';
import '@xterm/xterm/css/xterm.css';
import './terminal.css';

interface TerminalPaneProps {
  instanceId: string;
  name: string;
  /** The keyboard goes to it at once. */
  focused: boolean;
}

/** A shell in an instance's container. It goes on while it isn't looked at, until it is closed or the instance ends. */
export function TerminalPane({ focused, ...of }: TerminalPaneProps) {
  // Another one after it was closed.
  const [number, setNumber] = useState(0);
  const [isClosed, setClosed] = useState(false);
  if (isClosed) {
    const open = () => {
      setNumber(number + 1);
      setClosed(false);
    };
    return (
      <Group gap="sm">
        <Text size="sm">The terminal is closed.</Text>
        <Button size="xs" variant="default" onClick={open}>
          Open a terminal
        </Button>
      </Group>
    );
  }
  return <Shown key={number} {...of} focused={focused || number > 0} onClosed={() => setClosed(true)} />;
}

function Shown({ instanceId, name, focused, onClosed }: TerminalPaneProps & { onClosed: () => void }) {
  const place = useRef<HTMLDivElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const [session] = useState(() => sessionOf(instanceId));
  const state = useSyncExternalStore(session.subscribe, session.state);
  const scheme = useComputedColorScheme();
  const [isRead, setRead] = useLocalStorage({ key: 'terminal.screen-reader', defaultValue: false });

  useEffect(() => {
    session.terminal.options.theme = themes[scheme];
  }, [session, scheme]);
  useEffect(() => {
    session.terminal.options.screenReaderMode = isRead;
  }, [session, isRead]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keyboard goes there when it appears, not later
  useEffect(() => {
    if (!place.current) return;
    const hide = session.show(place.current, () => first.current?.focus());
    if (focused) session.terminal.focus();
    return hide;
  }, [session]);

  return (
    <Stack gap="xs">
      <Group gap="sm" justify="space-between">
        <Text size="xs" c="dimmed" role="status">
          {wordsOf(state)}
        </Text>
        <Group gap="sm">
          <Switch
            size="xs"
            label="Screen reader"
            checked={isRead}
            onChange={event => setRead(event.currentTarget.checked)}
          />
          <Button
            ref={first}
            size="compact-xs"
            variant="default"
            onClick={() => {
              session.close();
              onClosed();
            }}
          >
            Close the terminal
          </Button>
        </Group>
      </Group>
      {state.name === 'broken' && (
        <ErrorPanel error={state.error} onRetry={session.reopen} retryLabel="Open it again" />
      )}
      {state.name === 'ended' && (
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={session.reopen}>
            Open another shell
          </Button>
        </Group>
      )}
      <section className="terminal-place" ref={place} aria-label={`Terminal of ${name}`} />
      <Text size="xs" c="dimmed">
        {shortcutLabel('mod+shift+C')} copies, {shortcutLabel('mod+shift+V')} pastes,{' '}
        {shortcutLabel('shift+Esc')} leaves the terminal. Once it was typed in it goes on while this pane is
        closed.
      </Text>
    </Stack>
  );
}

function wordsOf(state: SessionState): string {
  switch (state.name) {
    case 'opening':
      return 'Opening a shell…';
    case 'open':
      return 'A shell in the container, as the user of its image.';
    case 'ended':
      return state.exitCode === undefined
        ? 'The shell has ended.'
        : `The shell has ended with exit code ${state.exitCode}.`;
    case 'broken':
      return 'No shell.';
  }
}
