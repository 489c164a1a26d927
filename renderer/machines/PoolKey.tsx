import { Stack, Text } from '@mantine/core';
import { ErrorPanel } from '../ui/ErrorPanel';
import { CodeLine } from './CodeLine';
import { admittingCommand, usePublicKey } from './usePublicKey';

interface PoolKeyProps {
  poolId: string;
  /** What lets it in: a jump host is only passed through. */
  on?: 'machines' | 'jump';
}

/** The public key of a pool, and the command that lets it in. */
export function PoolKey({ poolId, on = 'machines' }: PoolKeyProps) {
  const { line, error } = usePublicKey(poolId);
  if (error) return <ErrorPanel error={error} />;
  if (line === undefined) return <Text size="sm">Making the key of the pool…</Text>;
  return (
    <Stack gap="xs">
      <Text size="sm">
        Run this on {on === 'jump' ? 'the jump host' : 'each machine'}, as the user that Rockpool is to log in
        as. It adds the pool’s public key to <code>~/.ssh/authorized_keys</code> there, and nothing else:
      </Text>
      <CodeLine text={admittingCommand(line)} what="the command" />
      <Text size="sm">Or put the key there in your own way, a line of its own:</Text>
      <CodeLine text={line.trim()} what="the public key" />
      <Text size="xs" c="dimmed">
        The private part stays on this computer, with Rockpool’s other secrets.
        {on === 'machines' &&
          ' The user needs sudo: Rockpool installs Docker where there is none, and sets it up.'}
      </Text>
    </Stack>
  );
}
