import { Button, Text } from '@mantine/core';
import { IconPlus, IconTemplate } from '@tabler/icons-react';
import { useState } from 'react';
import type { Blueprint } from '../../driver/model/blueprint';
import { poolOf } from '../../driver/model/pool';
import type { Template } from '../../driver/model/template';
import { api } from '../state/api';
import { useRecords } from '../state/store';
import { EmptyState } from '../ui/EmptyState';
import { attempt } from '../ui/notify';
import { DeactivateTemplate } from './DeactivateTemplate';
import { ImageCell } from './ImageCell';
import type { OpenForm } from './openForm';
import { RecordRow, RecordTable } from './RecordTable';
import { RowActions } from './RowActions';
import { byName, copyRecord, deleteRecord } from './records';

interface TemplateListProps {
  onOpen: (form: OpenForm) => void;
}

export function TemplateList({ onOpen }: TemplateListProps) {
  const templates = useRecords('templates').toSorted(byName);
  const blueprints = useRecords('blueprints');
  const pools = useRecords('pools');
  const [deactivating, setDeactivating] = useState<Template>();
  if (templates.length === 0) {
    return (
      <EmptyState
        icon={<IconTemplate size={36} stroke={1.4} />}
        title="No templates yet"
        action={<Button onClick={() => onOpen({ kind: 'template' })}>Create Template</Button>}
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
      <RecordTable label="Blueprint templates" columns={['Image', 'Blueprints']}>
        {templates.map(template => (
          <RecordRow
            key={template.id}
            name={template.config.name}
            note={template.plugin}
            warning={poolOf(template, pools) ? undefined : 'There is no such pool'}
            active={template.active}
            cells={[
              <ImageCell key="image" name={template.config.docker_image} />,
              <Text key="blueprints" size="sm" lineClamp={2}>
                {namesOf(blueprints, template.id) || '–'}
              </Text>,
            ]}
            actions={
              <RowActions
                name={template.config.name}
                active={template.active}
                onActive={active => setActive(template, active)}
                onReconfigure={() => onOpen({ kind: 'template', id: template.id })}
                onCopy={() => void copyRecord(template, api.templates.copy.mutate({ id: template.id }))}
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
            }
          />
        ))}
      </RecordTable>
      <DeactivateTemplate
        template={deactivating}
        blueprints={blueprints.filter(made => made.active && made.templateId === deactivating?.id)}
        onClose={() => setDeactivating(undefined)}
      />
    </>
  );
}

function remove(template: Template): Promise<void> {
  const body =
    'Its settings are lost; this can’t be undone. Templates that blueprints are made from are kept.';
  return deleteRecord('template', template, body, () => api.templates.delete.mutate({ id: template.id }));
}

function namesOf(blueprints: readonly Blueprint[], templateId: string): string {
  return blueprints
    .filter(blueprint => blueprint.templateId === templateId)
    .map(blueprint => blueprint.config.name)
    .join(', ');
}
