import { Alert, Button, Checkbox, Fieldset, Group, SimpleGrid, Text } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { shortName } from '../../driver/model/image';
import {
  type OverridableAttribute,
  overridableAttributes,
  type Template,
  type TemplateConfig,
  templateConfigSchema,
} from '../../driver/model/template';
import { api } from '../state/api';
import { notifyDone } from '../ui/notify';
import { SchemaFields, useSchemaForm } from '../ui/SchemaForm';
import { formValuesOf } from '../ui/schemaFields';
import { findImage, imageNames, slotsForLimit, warningsFor } from './configWarnings';
import { FormDialog, useSaving } from './FormDialog';
import { isApplied, type Preset, presetFor } from './imagePresets';
import { titleOfAttribute } from './overrides';
import { PoolField } from './PoolField';
import { firstPlugin, usePools } from './pools';
import { useWorld } from './useWorld';

/** What a blueprint most often has of its own. */
const usualAttributes: OverridableAttribute[] = ['docker_image', 'internal_port', 'maximum_lifetime'];

interface TemplateFormProps {
  /** The pool that a new one is for at first; absent: the first there is. */
  plugin?: string;
  /** Absent: a new one. */
  template?: Template;
  /** A new one begins with this image. */
  imageId?: string;
  onClose: () => void;
  onSaved: () => void;
}

/** Makes a template, or reconfigures one. */
export function TemplateForm({ template, imageId, onClose, onSaved, ...props }: TemplateFormProps) {
  const pools = usePools();
  const [before] = useState(template?.plugin ?? props.plugin ?? firstPlugin(pools));
  const [plugin, setPlugin] = useState(before);
  const world = useWorld(plugin);
  const { images } = world;
  const [allowed, setAllowed] = useState<string[]>(template?.allowedAttributes ?? usualAttributes);
  const [allowedTouched, setAllowedTouched] = useState(false);
  const saving = useSaving(onSaved);

  async function save(config: TemplateConfig) {
    const allowedAttributes = overridableAttributes.filter(attribute => allowed.includes(attribute));
    await saving.save(async () => {
      if (template) {
        await api.templates.update.mutate({ id: template.id, plugin, config, allowedAttributes });
        notifyDone(`The template "${config.name}" is saved.`);
        return;
      }
      const made = await api.templates.create.mutate({ plugin, config, allowedAttributes });
      if (saving.activate.current) await api.templates.setActive.mutate({ id: made.id, active: true });
      notifyDone(
        saving.activate.current
          ? `The template "${config.name}" is active. Create a blueprint from it next.`
          : `The template "${config.name}" is saved. Activate it to make blueprints from it.`,
      );
    });
  }

  const form = useSchemaForm({
    schema: templateConfigSchema,
    start: formValuesOf(
      templateConfigSchema,
      template?.config ?? (imageId ? { docker_image: shortName(imageId) } : {}),
    ),
    onSubmit: save,
  });

  const image = findImage(images, String(form.values.docker_image));
  const preset = image && presetFor(image);
  const port = image?.exposedPorts[0];
  const filledPort = useRef('');
  const { set } = form;
  const typedPort = String(form.values.internal_port);
  useEffect(() => {
    const exposed = port === undefined ? '' : String(port);
    // A port that somebody has typed stays. Setting the same again would draw the form without an end.
    if (!exposed || exposed === typedPort || typedPort !== filledPort.current) return;
    filledPort.current = exposed;
    set('internal_port', exposed);
  }, [port, typedPort, set]);

  const slots = slotsForLimit(form.values);
  const command = image ? [...image.entrypoint, ...image.command].join(' ') : '';
  return (
    <FormDialog
      title={template ? `Reconfigure ${template.config.name}` : 'Create Template'}
      saving={saving}
      dirty={form.form.isDirty() || allowedTouched || plugin !== before}
      offerActivate={!template}
      submit={form.submit}
      onClose={onClose}
    >
      <SchemaFields
        form={form}
        imageChoices={imageNames(images)}
        warnings={warningsFor(form.values, world)}
        placeholders={command ? { launch_command: command } : {}}
        below={{
          name: <PoolField plugin={plugin} onChange={setPlugin} />,
          docker_image: preset && !isApplied(preset, form.values) && (
            <PresetOffer preset={preset} set={form.set} />
          ),
          memory_limit: slots !== undefined && (
            <Button
              mt={6}
              size="compact-xs"
              variant="default"
              onClick={() => set('consumed_slots', String(slots))}
            >
              Consume {slots} slots
            </Button>
          ),
        }}
      />
      <Fieldset legend="Select Attributes to override">
        <Checkbox.Group
          value={allowed}
          onChange={values => {
            setAllowed(values);
            setAllowedTouched(true);
          }}
          description="What a blueprint made from this template may set differently. Name and description are its own in any case."
        >
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="sm">
            {overridableAttributes.map(attribute => (
              <Checkbox key={attribute} value={attribute} label={titleOfAttribute(attribute)} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
      </Fieldset>
    </FormDialog>
  );
}

/** Offers settings that fit the image, at one click. */
function PresetOffer({
  preset,
  set,
}: {
  preset: Preset;
  set: (path: string, value: string | boolean) => void;
}) {
  return (
    <Alert mt="xs" color="tide" variant="light" icon={<IconWand size={18} aria-hidden />} p="xs">
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text size="sm">
          This looks like {preset.looksLike}. {preset.why}
        </Text>
        <Button
          size="xs"
          variant="default"
          style={{ flex: 'none' }}
          onClick={() => {
            for (const [path, value] of Object.entries(preset.values)) set(path, value);
          }}
        >
          Use {preset.looksLike} settings
        </Button>
      </Group>
    </Alert>
  );
}
