import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlugOff, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Pool } from '../../driver/model/pool';
import type { Template } from '../../driver/model/template';
import { hostsAre } from '../state/hostsAre';
import { show } from '../state/navigation';
import { useRecords } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import type { OpenForm } from './openForm';
import { type Lost, usePools, withoutPool } from './pools';

interface PluginListProps {
  onOpen: (form: OpenForm) => void;
  onShowTemplates: () => void;
}

/** The pools, which are the plugins that templates name, and the names among those that no pool has. */
export function PluginList({ onOpen, onShowTemplates }: PluginListProps) {
  const templates = useRecords('templates');
  const pools = usePools();
  const lost = withoutPool(templates, pools);
  if (pools.length === 0 && lost.length === 0) {
    return (
      <EmptyState
        icon={<IconPlugOff size={36} stroke={1.4} />}
        title="No pool yet"
        action={<Button onClick={() => show('welcome')}>Open Welcome</Button>}
      >
        Each pool is a plugin: templates are made for it, and its hosts run their instances. Welcome finds
        your Docker engine and makes a pool of it.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      {lost.map(one => (
        <LostCard key={one.plugin} lost={one} onShowTemplates={onShowTemplates} />
      ))}
      {pools.map(pool => (
        <PoolCard
          key={pool.id}
          pool={pool}
          templates={templates.filter(({ plugin }) => plugin === pool.name)}
          onCreate={() => onOpen({ kind: 'template', plugin: pool.name })}
        />
      ))}
    </Stack>
  );
}

interface PoolCardProps {
  pool: Pool;
  templates: readonly Template[];
  onCreate: () => void;
}

function PoolCard({ pool, templates, onCreate }: PoolCardProps) {
  const made =
    templates.length === 0
      ? 'No template yet: create one, then make blueprints from it.'
      : `${counted(templates.length)}.`;
  return (
    <PluginCard
      name={pool.name}
      badge={pool.config.DD_SHUTDOWN_MODE && <Badge color="amber">shutdown mode</Badge>}
      actions={
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          aria-label={`Create Template for ${pool.name}`}
          onClick={onCreate}
        >
          Create Template
        </Button>
      }
    >
      Launches notebooks in Docker containers on {hostsAre(pool)}. {made}
    </PluginCard>
  );
}

interface LostCardProps {
  lost: Lost;
  onShowTemplates: () => void;
}

function LostCard({ lost: { plugin: name, templates }, onShowTemplates }: LostCardProps) {
  const names = templates.map(({ config }) => config.name).join(', ');
  const [are, them] = templates.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return (
    <PluginCard
      name={name}
      badge={<Badge color="amber">no such pool</Badge>}
      actions={
        <>
          <Button variant="default" onClick={onShowTemplates}>
            Show templates
          </Button>
          <Button onClick={() => show('driver-configs', { dialog: 'new', name })}>Make the pool…</Button>
        </>
      }
    >
      {counted(templates.length)} {are} for it: {names}. Nothing of {them} can be launched. Make a pool of
      this name, or reconfigure {them} and choose another.
    </PluginCard>
  );
}

interface PluginCardProps {
  name: string;
  badge: ReactNode;
  actions: ReactNode;
  children: ReactNode;
}

function PluginCard({ name, badge, actions, children }: PluginCardProps) {
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" gap="md">
        <Stack gap={2} style={{ flex: '1 1 280px', minWidth: 0 }}>
          <Group gap="xs">
            <Title order={2} style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Title>
            {badge}
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {children}
          </Text>
        </Stack>
        <Group gap="xs">{actions}</Group>
      </Group>
    </Card>
  );
}

function counted(count: number): string {
  return `${count} template${count === 1 ? '' : 's'}`;
}
