import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlugOff, IconPlus } from '@tabler/icons-react';
import type { plugins as allPlugins } from '../../driver/model/settings';
import { show } from '../state/navigation';
import { useRecords } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import type { OpenForm } from './openForm';

interface PluginListProps {
  plugins: readonly (typeof allPlugins)[number][];
  onOpen: (form: OpenForm) => void;
}

/** The drivers that PLUGIN_WHITELIST enables. */
export function PluginList({ plugins, onOpen }: PluginListProps) {
  const templates = useRecords('templates');
  if (plugins.length === 0) {
    return (
      <EmptyState
        icon={<IconPlugOff size={36} stroke={1.4} />}
        title="No driver is enabled"
        action={<Button onClick={() => show('settings')}>Open Settings</Button>}
      >
        PLUGIN_WHITELIST names none of Rockpool's drivers. Write DockerDriver into it, or leave it empty to
        enable all.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      {plugins.map(plugin => {
        const count = templates.filter(template => template.plugin === plugin.name).length;
        return (
          <Card key={plugin.name} withBorder padding="md">
            <Group justify="space-between" gap="md">
              <Stack gap={2} style={{ flex: '1 1 280px' }}>
                <Title order={2}>{plugin.name}</Title>
                <Text size="sm" c="dimmed">
                  {plugin.description}{' '}
                  {count === 0
                    ? 'No template yet: create one, then make blueprints from it.'
                    : `${count} template${count === 1 ? '' : 's'}.`}
                </Text>
              </Stack>
              <Button
                leftSection={<IconPlus size={16} aria-hidden />}
                onClick={() => onOpen({ kind: 'template', plugin: plugin.name })}
              >
                Create Template
              </Button>
            </Group>
          </Card>
        );
      })}
    </Stack>
  );
}
