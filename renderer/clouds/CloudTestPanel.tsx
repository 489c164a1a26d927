import { Button, Group, Stack, Text } from '@mantine/core';
import { CheckList } from '../machines/CheckList';
import { ErrorPanel } from '../ui/ErrorPanel';
import type { CloudTest } from './useCloudTest';

/** What is looked at, before anything is known. */
const NAMES = ['address', 'certificate', 'sign-in', 'project', 'region', 'quotas'] as const;

interface CloudTestPanelProps {
  test: CloudTest;
  /** False: nothing can be tested yet. */
  isReady: boolean;
}

/** Tests a cloud, and shows what it found with what to do. */
export function CloudTestPanel({ test, isReady }: CloudTestPanelProps) {
  const { busy, found, error } = test;
  return (
    <Stack gap="xs" component="section" aria-label="Test of the cloud">
      <Group justify="space-between" gap="xs">
        <div>
          <Text size="sm" fw={600}>
            Does it let Rockpool in, and has it room?
          </Text>
          {!isReady && !busy && (
            <Text size="xs" c="dimmed">
              Say first which cloud it is; a test changes nothing there.
            </Text>
          )}
        </div>
        {busy ? (
          <Button size="xs" variant="default" onClick={test.cancel}>
            Cancel the test
          </Button>
        ) : (
          <Button size="xs" variant="default" disabled={!isReady} onClick={test.run}>
            {found || error ? 'Test again' : 'Test'}
          </Button>
        )}
      </Group>
      {error && <ErrorPanel error={error} />}
      {(busy || found) && <CheckList checks={found?.answers ?? []} names={NAMES} busy={busy} />}
    </Stack>
  );
}
