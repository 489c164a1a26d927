import { Button, Table, Text } from '@mantine/core';
import { IconPlus, IconTemplate } from '@tabler/icons-react';
import { useState } from 'react';
import type { Blueprint } from '../../driver/model/blueprint';
import type { Template } from '../../driver/model/template';
import { api } from '../state/api';
import { useRecords } from '../state/store';
import { confirm } from '../ui/confirm';
import { EmptyState } from '../ui/EmptyState';
import { attempt, notifyDone } from '../ui/notify';
import { ActiveBadge } from './ActiveBadge';
import { DeactivateTemplate } from './DeactivateTemplate';
import { ImageCell } from './ImageCell';
import type { OpenForm } from './openForm';
import { RowActions } from './RowActions';

interface TemplateListProps {
  onOpen: (form: OpenForm) => void;
  /** The plugin that a first template is made for. */
  plugin: string | undefined;
}

export function TemplateList({ onOpen, plugin }: TemplateListProps) {
  const templates = useRecords('templates').toSorted(byName);
  const blueprints = useRecords('blueprints');
  const [deactivating, setDeactivating] = useState<Template>();
  if (templates.length === 0) {
    return (
      <EmptyState
        icon={<IconTemplate size={36} stroke={1.4} />}
        title="No templates yet"
        action={
          plugin && (
            <Button onClick={() => onOpen({ kind: 'template', plugin })}>Create Template for {plugin}</Button>
          )
        }
      >
        A template says which image is launched, on which port, and within which limits. Blueprints are made
        from it.
      </EmptyState>
    );
  }

  function setActive(template: Template, active: boolean) {
    const made = blueprints.filter(({ templateId, active }) => templateId === template.id && active);
    if (!active && made.length > 0) setDeactivating(template);
    else void attempt(api.templates.setActive.mutate({ id: template.id, active }));
  }

  return (
    <>
      <Table.ScrollContainer minWidth={640} type="native">
        <Table verticalSpacing="sm" highlightOnHover aria-label="Blueprint templates">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Image</Table.Th>
              <Table.Th>Blueprints</Table.Th>
              <Table.Th ta="right">Actions</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {templates.map(template => (
              <Table.Tr key={template.id}>
                <Table.Td>
                  <Text size="sm" fw={600} miw={130} style={{ overflowWrap: 'anywhere' }}>
                    {template.config.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {template.plugin}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <ActiveBadge active={template.active} />
                </Table.Td>
                <Table.Td>
                  <ImageCell name={template.config.docker_image} />
                </Table.Td>
                <Table.Td>
                  <Text size="sm" lineClamp={2}>
                    {namesOf(blueprints, template.id) || '–'}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <RowActions
                    name={template.config.name}
                    active={template.active}
                    onActive={active => setActive(template, active)}
                    onReconfigure={() =>
                      onOpen({ kind: 'template', plugin: template.plugin, id: template.id })
                    }
                    onCopy={() => void copy(template)}
                    onDelete={() => void remove(template)}
                  >
                    {template.active && (
                      <Button
                        size="xs"
                        leftSection={<IconPlus size={14} aria-hidden />}
                        aria-label={`Create Blueprint from ${template.config.name}`}
                        onClick={() => onOpen({ kind: 'blueprint', templateId: template.id })}
                      >
                        Create Blueprint
                      </Button>
                    )}
                  </RowActions>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <DeactivateTemplate
        template={deactivating}
        blueprints={blueprints.filter(made => made.active && made.templateId === deactivating?.id)}
        onClose={() => setDeactivating(undefined)}
      />
    </>
  );
}

async function copy(template: Template) {
  if (await attempt(api.templates.copy.mutate({ id: template.id }))) {
    notifyDone(`"${template.config.name} - Copy" is made; it is inactive until you activate it.`);
  }
}

async function remove(template: Template) {
  const sure = await confirm({
    title: `Delete the template "${template.config.name}"?`,
    body: 'Its settings are lost; this can’t be undone. Templates that blueprints are made from are kept.',
    action: 'Delete',
    destructive: true,
  });
  if (sure) await attempt(api.templates.delete.mutate({ id: template.id }));
}

function namesOf(blueprints: readonly Blueprint[], templateId: string): string {
  return blueprints
    .filter(blueprint => blueprint.templateId === templateId)
    .map(blueprint => blueprint.config.name)
    .join(', ');
}

function byName(a: Template, b: Template): number {
  return a.config.name.localeCompare(b.config.name) || a.createdAt - b.createdAt;
}
