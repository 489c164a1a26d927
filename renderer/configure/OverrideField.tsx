import { Box, Stack, Switch, Text } from '@mantine/core';
import type { OverridableAttribute } from '../../driver/model/template';
import { SchemaField } from '../ui/SchemaField';
import type { SchemaForm } from '../ui/SchemaForm';
import { fieldsOfAttribute, titleOfAttribute } from './overrides';

interface OverrideFieldProps {
  attribute: OverridableAttribute;
  form: SchemaForm;
  on: boolean;
  onToggle: (on: boolean) => void;
  templateValue: string;
  imageChoices: readonly string[];
  warnings: Record<string, string>;
}

/** An attribute that a blueprint may override: the template's value, or inputs of its own. */
export function OverrideField(props: OverrideFieldProps) {
  const { attribute, form, on, onToggle, templateValue, imageChoices, warnings } = props;
  return (
    <div>
      <Switch
        label={`Override "${titleOfAttribute(attribute)}"`}
        description={
          <>
            From the template:{' '}
            <Text span inherit td={on ? 'line-through' : undefined} style={{ overflowWrap: 'anywhere' }}>
              {templateValue}
            </Text>
          </>
        }
        checked={on}
        onChange={event => onToggle(event.currentTarget.checked)}
      />
      {on && (
        <Box mt="xs" ml={52}>
          <Stack gap="sm">
            {fieldsOfAttribute(attribute).map(field => (
              <SchemaField
                key={field.path}
                field={field}
                binding={form.binding(field)}
                choices={imageChoices}
                warning={warnings[field.path]}
              />
            ))}
          </Stack>
        </Box>
      )}
    </div>
  );
}
