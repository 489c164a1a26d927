import { Alert, Button, Code, Group, Loader, ScrollArea, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { api, errorOf } from '../state/api';
import { Dialog } from '../ui/Dialog';
import { ErrorPanel } from '../ui/ErrorPanel';
import { useDialogs } from './dialogs';

type Outcome = 'running' | 'passed' | ErrorValue;

/** Runs the self-test and shows its lines as they come. Closing it ends the test. */
export function SelfTestDialog() {
  const opened = useDialogs(dialogs => dialogs.selfTest);
  const close = () => useDialogs.setState({ selfTest: false });
  return (
    <Dialog opened={opened} onClose={close} title="Self-test" size="xl">
      <SelfTest onClose={close} />
    </Dialog>
  );
}

function SelfTest({ onClose }: { onClose: () => void }) {
  const [run, setRun] = useState(0);
  const [lines, setLines] = useState<string[]>([]);
  const [outcome, setOutcome] = useState<Outcome>('running');
  const end = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new run is a new number
  useEffect(() => {
    setLines([]);
    setOutcome('running');
    const subscription = api.shell.selfTest.subscribe(undefined, {
      onData: line => setLines(earlier => [...earlier, line]),
      onComplete: () => setOutcome('passed'),
      onError: error => setOutcome(errorOf(error)),
    });
    return () => subscription.unsubscribe();
  }, [run]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: follows each new line
  useEffect(() => end.current?.scrollIntoView({ block: 'end' }), [lines]);

  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Does the main job once, from an image tarball to a page in the embedded browser, in a data folder of
        its own. Nothing of yours is touched.
      </Text>
      <ScrollArea.Autosize
        mah={320}
        type="auto"
        viewportProps={{ tabIndex: 0, 'aria-label': 'Lines of the self-test' }}
      >
        <Code block role="log">
          {lines.join('\n') || 'Starting…'}
        </Code>
        <div ref={end} />
      </ScrollArea.Autosize>
      {outcome === 'running' && (
        <Group gap="xs" role="status">
          <Loader size="xs" aria-hidden />
          <Text size="sm">Running; this takes about a minute.</Text>
        </Group>
      )}
      {outcome === 'passed' && (
        <Alert color="green" icon={<IconCircleCheck size={18} aria-hidden />} role="status">
          All of it worked, and nothing is left over.
        </Alert>
      )}
      {typeof outcome === 'object' && <ErrorPanel error={outcome} />}
      <Group justify="flex-end" gap="xs">
        {outcome !== 'running' && (
          <Button variant="default" onClick={() => setRun(run + 1)}>
            Run again
          </Button>
        )}
        <Button data-autofocus onClick={onClose}>
          {outcome === 'running' ? 'Stop' : 'Close'}
        </Button>
      </Group>
    </Stack>
  );
}
