import { Button, Group, Kbd } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { shortcutLabel } from '../ui/shortcuts';
import { openPalette } from './dialogs';
import { PoolStrip } from './PoolStrip';
import { TasksButton } from './TasksButton';

/** The pools at the left; tasks and the command palette at the right. */
export function Header({ height }: { height: number }) {
  return (
    <Group h={height} px="sm" justify="space-between" wrap="nowrap" gap="md">
      <PoolStrip />
      <Group gap={4} wrap="nowrap">
        <TasksButton />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={<Kbd size="xs">{shortcutLabel('mod+K')}</Kbd>}
          onClick={openPalette}
        >
          Search
        </Button>
      </Group>
    </Group>
  );
}
