import { Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconFileDescription, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Blueprint } from '../../driver/model/blueprint';
import { poolOf } from '../../driver/model/pool';
import type { Template } from '../../driver/model/template';
import { api } from '../state/api';
import { useModel, useRecords } from '../state/store';
import { useCover } from '../ui/cover';
import { EmptyState } from '../ui/EmptyState';
import { focusOpener } from '../ui/focusOpener';
import { attempt } from '../ui/notify';
import { ImageCell } from './ImageCell';
import type { OpenForm } from './openForm';
import { overriddenAttributes, titleOfAttribute } from './overrides';
import { RecordRow, RecordTable } from './RecordTable';
import { RowActions } from './RowActions';
import { byName, copyRecord, deleteRecord } from './records';

interface BlueprintListProps {
  onOpen: (form: OpenForm) => void;
  onShowTemplates: () => void;
}

export function BlueprintList({ onOpen, onShowTemplates }: BlueprintListProps) {
  const blueprints = useRecords('blueprints').toSorted(byName);
  const templates = useModel(state => state.templates);
  const active = Object.values(templates).filter(template => template.active);
  if (blueprints.length === 0) {
    return (
      <EmptyState
        icon={<IconFileDescription size={36} stroke={1.4} />}
        title="No blueprints yet"
        action={
          active.length > 0 ? (
            <CreateBlueprint templates={active} onOpen={onOpen} />
          ) : (
            <Button onClick={onShowTemplates}>Show templates</Button>
          )
        }
      >
        Blueprints are what is launched. They are made from an active template, with a name and values of
        their own.
        {active.length === 0 && ' Create and activate a template first.'}
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      <Group justify="flex-end">
        <CreateBlueprint templates={active} onOpen={onOpen} />
      </Group>
      <RecordTable label="Blueprints" columns={['Template', 'Image']}>
        {blueprints.map(blueprint => (
          <BlueprintRow
            key={blueprint.id}
            blueprint={blueprint}
            template={templates[blueprint.templateId]}
            onOpen={onOpen}
          />
        ))}
      </RecordTable>
    </Stack>
  );
}

interface BlueprintRowProps {
  blueprint: Blueprint;
  template: Template | undefined;
  onOpen: (form: OpenForm) => void;
}

function BlueprintRow({ blueprint, template, onOpen }: BlueprintRowProps) {
  const { id, active, config } = blueprint;
  const isLost = useModel(state => template && !poolOf(template, Object.values(state.pools)));
  const overridden = template ? overriddenAttributes(template, config) : [];
  const image = overridden.includes('docker_image') ? config.docker_image : template?.config.docker_image;
  return (
    <RecordRow
      name={config.name}
      note={config.description}
      warning={isLost ? `There is no pool "${template?.plugin}"` : undefined}
      active={active}
      cells={[
        <div key="template">
          <Text size="sm">{template?.config.name ?? 'deleted'}</Text>
          {overridden.length > 0 && (
            <Text size="xs" c="dimmed" lineClamp={2} title={overridden.map(titleOfAttribute).join(', ')}>
              overrides {overridden.map(titleOfAttribute).join(', ')}
            </Text>
          )}
        </div>,
        <ImageCell key="image" name={image ?? ''} />,
      ]}
      actions={
        <RowActions
          name={config.name}
          active={active}
          onActive={on => void attempt(api.blueprints.setActive.mutate({ id, active: on }))}
          onReconfigure={() => onOpen({ kind: 'blueprint', id })}
          onCopy={() => void copyRecord(blueprint, api.blueprints.copy.mutate({ id }))}
          onDelete={() => void remove(blueprint)}
        />
      }
    />
  );
}

/** Makes a blueprint: at once where there is one active template, else from the one that is picked. */
function CreateBlueprint({
  templates,
  onOpen,
}: {
  templates: readonly Template[];
  onOpen: (form: OpenForm) => void;
}) {
  const [opened, setOpened] = useState(false);
  useCover(opened);
  const [only] = templates;
  const icon = <IconPlus size={16} aria-hidden />;
  if (templates.length < 2) {
    return (
      <Button
        leftSection={icon}
        disabled={!only}
        title={only ? undefined : 'Activate a template first: blueprints are made from one.'}
        onClick={() => onOpen({ kind: 'blueprint', templateId: only?.id })}
      >
        Create Blueprint
      </Button>
    );
  }
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end">
      <Menu.Target>
        <Button leftSection={icon} rightSection={<IconChevronDown size={16} aria-hidden />}>
          Create Blueprint
        </Button>
      </Menu.Target>
      <Menu.Dropdown onClickCapture={focusOpener} mah={320} style={{ overflowY: 'auto' }}>
        <Menu.Label>From the template</Menu.Label>
        {templates.map(template => (
          <Menu.Item key={template.id} onClick={() => onOpen({ kind: 'blueprint', templateId: template.id })}>
            {template.config.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function remove(blueprint: Blueprint): Promise<void> {
  const body =
    'It can’t be launched any more, and this can’t be undone. Blueprints with live instances are kept.';
  return deleteRecord('blueprint', blueprint, body, () => api.blueprints.delete.mutate({ id: blueprint.id }));
}
