import { Button, Group, List, Stack, Text } from '@mantine/core';
import type { Blueprint } from '../../driver/model/blueprint';
import type { Template } from '../../driver/model/template';
import { api } from '../state/api';
import { Dialog } from '../ui/Dialog';
import { attempt } from '../ui/notify';

interface DeactivateTemplateProps {
  /** Absent: nothing is asked. */
  template: Template | undefined;
  /** The active ones that are made from it. */
  blueprints: readonly Blueprint[];
  onClose: () => void;
}

/** Asks whether what is made from a template is switched off with it. */
export function DeactivateTemplate({ template, blueprints, onClose }: DeactivateTemplateProps) {
  function deactivate(withBlueprints: boolean) {
    if (template) {
      void attempt(api.templates.setActive.mutate({ id: template.id, active: false, withBlueprints }));
    }
    onClose();
  }
  return (
    <Dialog
      opened={template !== undefined}
      onClose={onClose}
      title={`Deactivate ${template?.config.name ?? ''}?`}
    >
      <Stack>
        <Text size="sm">
          No new blueprints can be made from an inactive template. These blueprints made from it are active:
        </Text>
        <List size="sm">
          {blueprints.map(blueprint => (
            <List.Item key={blueprint.id}>{blueprint.config.name}</List.Item>
          ))}
        </List>
        <Text size="sm">Instances that run go on in either case.</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="default" onClick={() => deactivate(true)}>
            Its blueprints too
          </Button>
          <Button data-autofocus onClick={() => deactivate(false)}>
            The template only
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
