import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { api } from '../state/api';
import { attempt, notifyDone } from '../ui/notify';

/** For who only wants to look: the demo, in a window and a data folder of its own. */
export function DemoOffer() {
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    const opened = await attempt(api.shell.openDemo.mutate());
    setBusy(false);
    if (opened) notifyDone('The demo opens in a window of its own.');
  };
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" gap="sm">
        <Stack gap={2} style={{ flex: '1 1 260px' }}>
          <Text fw={650}>Only looking around?</Text>
          <Text size="sm" c="dimmed">
            The demo shows Rockpool with two pools, a dozen simulated hosts and a week of history. It needs no
            engine, and nothing in it is real.
          </Text>
        </Stack>
        <Button variant="default" loading={busy} onClick={() => void open()}>
          Open the demo
        </Button>
      </Group>
    </Paper>
  );
}
