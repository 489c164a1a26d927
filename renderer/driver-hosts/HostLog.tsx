import { Stack, Text } from '@mantine/core';
import { api } from '../state/api';
import { CopyButton } from '../ui/CopyButton';
import { ErrorPanel } from '../ui/ErrorPanel';
import { LogLines } from '../ui/LogLines';
import { usePolled } from '../ui/usePolled';

const EVERY_MS = 2000;

/** What Rockpool has done to a host, and what came of it. */
export function HostLog({ id }: { id: string }) {
  const { answer: lines = [], error } = usePolled(
    id,
    signal => api.hosts.log.query({ id }, { signal }),
    EVERY_MS,
  );
  const text = lines.map(line => `${new Date(line.at).toISOString()} ${line.level} ${line.text}`).join('\n');
  return (
    <Stack gap={4}>
      {error && <ErrorPanel error={error} />}
      <Text size="sm" c="dimmed" component="div" style={{ display: 'flex', justifyContent: 'space-between' }}>
        <span>What Rockpool has done to it, the newest last.</span>
        <CopyButton text={text} what="the log" />
      </Text>
      <LogLines label="Log of the host" lines={lines} dated follow />
    </Stack>
  );
}
