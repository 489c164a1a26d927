import { Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { api } from '../state/api';
import { useStore } from '../state/store';
import { ErrorPanel } from '../ui/ErrorPanel';
import { attempt } from '../ui/notify';
import { useNow } from '../ui/useNow';

/** A start that is as quick as usual shows nothing that would only flash. */
const QUICK_MS = 400;
const PATIENCE_MS = 5000;

/** What the window shows while it knows nothing, or no longer knows: never a state that may be untrue. */
export function NoConnection() {
  const connection = useStore(store => store.connection);
  const now = useNow();
  const waitedMs = connection.status === 'connecting' ? now - connection.since : 0;
  if (connection.status === 'connecting' && waitedMs < QUICK_MS) return <main aria-busy />;
  return (
    <Center component="main" h="100%" p="lg">
      <Stack maw={560} align={connection.status === 'lost' ? 'stretch' : 'center'}>
        <Title order={1}>{connection.status === 'lost' ? 'Rockpool is not running' : 'Rockpool'}</Title>
        {connection.status === 'lost' ? (
          <>
            <ErrorPanel error={connection.error} />
            <Text size="sm" c="dimmed">
              This window shows nothing until the connection is back, so that nothing out of date is shown. It
              tries again by itself. Instances that were running go on running.
            </Text>
            <Button
              variant="default"
              w="fit-content"
              onClick={() => void attempt(api.shell.showLogs.mutate())}
            >
              Show logs
            </Button>
          </>
        ) : (
          <>
            <Loader aria-label="Starting" />
            <Text c="dimmed" role="status">
              {waitedMs > PATIENCE_MS
                ? 'Still starting. A large data folder or a slow disk can take a little while.'
                : 'Starting…'}
            </Text>
          </>
        )}
      </Stack>
    </Center>
  );
}
