import { Group } from '@mantine/core';
import { PoolStrip } from './PoolStrip';

export function Header() {
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="md">
      <PoolStrip />
    </Group>
  );
}
