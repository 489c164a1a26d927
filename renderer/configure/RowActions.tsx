import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { IconCopy, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface RowActionsProps {
  /** Of the record, for people who can't see which row a button is in. */
  name: string;
  active: boolean;
  onActive: (active: boolean) => void;
  onReconfigure: () => void;
  onCopy: () => void;
  onDelete: () => void;
  /** Stands first. */
  children?: ReactNode;
}

/** What can be done with a template or a blueprint. */
export function RowActions(props: RowActionsProps) {
  const { name, active, onActive, onReconfigure, onCopy, onDelete, children } = props;
  const small = [
    { label: 'Reconfigure', Icon: IconPencil, run: onReconfigure },
    { label: 'Copy', Icon: IconCopy, run: onCopy },
    { label: 'Delete', Icon: IconTrash, run: onDelete },
  ];
  const verb = active ? 'Deactivate' : 'Activate';
  return (
    <Group gap={6} justify="flex-end" miw={190}>
      {children}
      <Button size="xs" variant="default" aria-label={`${verb} ${name}`} onClick={() => onActive(!active)}>
        {verb}
      </Button>
      <Group gap={2} wrap="nowrap">
        {small.map(({ label, Icon, run }) => (
          <Tooltip key={label} label={label}>
            <ActionIcon variant="subtle" color="gray" size={30} aria-label={`${label} ${name}`} onClick={run}>
              <Icon size={16} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
      </Group>
    </Group>
  );
}
