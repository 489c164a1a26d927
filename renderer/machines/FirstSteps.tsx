import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { PoolKey } from './PoolKey';

interface FirstStepsProps {
  poolId: string;
  onAdd: () => void;
  onPaste: () => void;
}

/** What makes a pool of machines: shown as long as there is none. */
export function FirstSteps({ poolId, onAdd, onPaste }: FirstStepsProps) {
  return (
    <Paper component="section" withBorder p="lg" aria-label="First steps">
      <ol className="first-steps">
        <li>
          <Stack gap="xs">
            <Title order={2}>1. Let Rockpool in</Title>
            <PoolKey poolId={poolId} />
            <Text size="sm">
              Machines that let in a key of yours already, from a file or through ssh-agent, need none of
              this: say so when you add them.
            </Text>
          </Stack>
        </li>
        <li>
          <Stack gap="xs">
            <Title order={2}>2. Say which machines there are</Title>
            <Text size="sm">
              One by one, or many from a list. Nothing happens to a machine until you have confirmed it, and
              the pool needs it.
            </Text>
            <Group gap="xs">
              <Button onClick={onAdd}>Add a machine…</Button>
              <Button variant="default" onClick={onPaste}>
                Paste or import many…
              </Button>
            </Group>
          </Stack>
        </li>
        <li>
          <Stack gap="xs">
            <Title order={2}>3. Test and confirm them</Title>
            <Text size="sm">
              A test goes from the network to the clock, and says what to do about what isn’t right. The first
              one shows the machine’s own key, which you compare and confirm once. Then it is free, and the
              pool takes it as a host by itself when it needs one.
            </Text>
          </Stack>
        </li>
      </ol>
    </Paper>
  );
}
