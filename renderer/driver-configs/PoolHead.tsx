import { ActionIcon, Badge, Button, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { Pool, ProviderName } from '../../driver/model/pool';
import { CloudButton } from '../clouds/CloudButton';
import { MachinesButton } from '../machines/MachinesButton';
import { ShutDownButton } from '../shutdown/ShutDownButton';
import { hostsAre } from '../state/hostsAre';
import { show } from '../state/navigation';
import { useCover } from '../ui/cover';
import { focusOpener } from '../ui/focusOpener';
import { deletePool } from './deleting';

/** What opens over a pool's card. */
export type CardDialog = 'history' | 'import' | 'export' | 'duplicate' | 'make';

interface PoolHeadProps {
  pool: Pool;
  /** How many it has. */
  hosts: number;
  onOpen: (dialog: CardDialog) => void;
  onReset: () => void;
}

const kinds: Record<ProviderName, string> = {
  local: 'local',
  ssh: 'SSH',
  openstack: 'OpenStack',
  simulator: 'simulated',
};

/** What pool it is, and what can be done with all its settings at once. */
export function PoolHead({ pool, hosts, onOpen, onReset }: PoolHeadProps) {
  const [opened, setOpened] = useState(false);
  useCover(opened);
  return (
    <Group justify="space-between" gap="sm" align="flex-start">
      <Stack gap={2} style={{ flex: '1 1 260px', minWidth: 0 }}>
        <Group gap="xs">
          <Title order={2} style={{ overflowWrap: 'anywhere' }}>
            {pool.name}
          </Title>
          <Badge color={pool.provider === 'simulator' ? 'amber' : 'gray'}>{kinds[pool.provider]}</Badge>
        </Group>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {hosts === 1 ? '1 host' : `${hosts} hosts`} ·{' '}
          {pool.provider === 'local' ? pool.engineUrl : hostsAre(pool)}
        </Text>
      </Stack>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => show('driver-hosts', { poolId: pool.id })}>
          Show hosts
        </Button>
        {pool.provider === 'ssh' && <MachinesButton pool={pool} />}
        {pool.provider === 'openstack' && <CloudButton pool={pool} />}
        <Button size="xs" variant="default" onClick={() => onOpen('history')}>
          History
        </Button>
        <ShutDownButton pool={pool} />
        <Menu opened={opened} onChange={setOpened} position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={`More for ${pool.name}`}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown onClickCapture={focusOpener}>
            <Menu.Item onClick={() => onOpen('import')}>Import settings…</Menu.Item>
            <Menu.Item onClick={() => onOpen('export')}>Export settings…</Menu.Item>
            <Menu.Item onClick={onReset}>Reset all to defaults</Menu.Item>
            <Menu.Divider />
            <Menu.Item onClick={() => onOpen('duplicate')}>Duplicate pool…</Menu.Item>
            <Menu.Item c="var(--mantine-color-error)" onClick={() => void deletePool(pool)}>
              Delete pool…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Group>
  );
}
