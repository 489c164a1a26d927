import { Fieldset, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Blueprint, BlueprintConfig } from '../../driver/model/blueprint';
import {
  type OverridableAttribute,
  overridableAttributes,
  type Template,
  templateConfigSchema,
} from '../../driver/model/template';
import { api } from '../state/api';
import { notifyDone } from '../ui/notify';
import { SchemaField } from '../ui/SchemaField';
import { useSchemaForm } from '../ui/SchemaForm';
import { type FormValues, formValuesOf } from '../ui/schemaFields';
import { imageNames, warningsFor } from './configWarnings';
import { FormDialog, useSaving } from './FormDialog';
import { OverrideField } from './OverrideField';
import { blueprintFormSchema, fieldsOfAttribute, overriddenAttributes, valueForPeople } from './overrides';
import { useWorld } from './useWorld';

interface BlueprintFormProps {
  template: Template;
  /** Absent: a new one. */
  blueprint?: Blueprint;
  onClose: () => void;
  onSaved: () => void;
}

/** Makes a blueprint from a template, or reconfigures one: only what the template leaves open. */
export function BlueprintForm({ template, blueprint, onClose, onSaved }: BlueprintFormProps) {
  const world = useWorld(template.plugin);
  const saving = useSaving(onSaved);
  const [overridden, setOverridden] = useState<OverridableAttribute[]>(
    blueprint ? overriddenAttributes(template, blueprint.config) : [],
  );
  const [togglesTouched, setTogglesTouched] = useState(false);
  const schema = useMemo(() => blueprintFormSchema(overridden), [overridden]);
  const templateValues = formValuesOf(templateConfigSchema, template.config);

  async function save(config: BlueprintConfig) {
    await saving.save(async () => {
      if (blueprint) {
        await api.blueprints.update.mutate({ id: blueprint.id, config });
        notifyDone(`The blueprint "${config.name}" is saved. Instances that run keep their settings.`);
        return;
      }
      const made = await api.blueprints.create.mutate({ templateId: template.id, config });
      if (saving.activate.current) await api.blueprints.setActive.mutate({ id: made.id, active: true });
      notifyDone(
        saving.activate.current
          ? `The blueprint "${config.name}" is active. Launch it on the Dashboard.`
          : `The blueprint "${config.name}" is saved. Activate it to launch it.`,
      );
    });
  }

  const form = useSchemaForm({
    schema,
    start: formValuesOf(templateConfigSchema, { ...template.config, ...blueprint?.config }),
    onSubmit: save,
  });

  function toggle(attribute: OverridableAttribute, on: boolean) {
    setTogglesTouched(true);
    setOverridden(current => (on ? [...current, attribute] : current.filter(other => other !== attribute)));
    if (on) return;
    // What is no longer overridden shows, and counts as, the template's value again.
    for (const { path } of fieldsOfAttribute(attribute)) {
      form.set(path, valueAt(templateValues, path));
      form.form.clearFieldError(path);
    }
  }

  const warnings = warningsFor(form.values, world);
  const offered = overridableAttributes.filter(attribute => template.allowedAttributes.includes(attribute));
  const own = form.fields.filter(field => field.path === 'name' || field.path === 'description');
  return (
    <FormDialog
      title={
        blueprint ? `Reconfigure ${blueprint.config.name}` : `Create Blueprint from ${template.config.name}`
      }
      saving={saving}
      dirty={form.form.isDirty() || togglesTouched}
      offerActivate={!blueprint}
      submit={form.submit}
      onClose={onClose}
    >
      {own.map(field => (
        <SchemaField key={field.path} field={field} binding={form.binding(field)} />
      ))}
      <Fieldset legend="Overrides">
        {offered.length === 0 ? (
          <Text size="sm" c="dimmed">
            The template "{template.config.name}" leaves nothing open. To change that, reconfigure it and
            choose under "Select Attributes to override".
          </Text>
        ) : (
          <Stack gap="md">
            {offered.map(attribute => (
              <OverrideField
                key={attribute}
                attribute={attribute}
                form={form}
                on={overridden.includes(attribute)}
                onToggle={on => toggle(attribute, on)}
                templateValue={valueForPeople(attribute, template.config)}
                imageChoices={imageNames(world.images)}
                warnings={warnings}
              />
            ))}
          </Stack>
        )}
      </Fieldset>
    </FormDialog>
  );
}

function valueAt(values: FormValues, path: string): string | boolean {
  const [key, inner] = path.split('.') as [string, string | undefined];
  const value = values[key];
  return (inner && typeof value === 'object' ? value[inner] : value) as string | boolean;
}
