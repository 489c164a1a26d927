import { Autocomplete, Switch, Text, Textarea, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FieldSpec } from './schemaFields';

export interface SchemaFieldProps {
  field: FieldSpec;
  /** Mantine's `getInputProps`. */
  binding: GetInputPropsReturnType;
  /** Names to choose from, for the control `image`; others may be typed. */
  choices?: readonly string[];
  /** Takes the place of the schema's own. */
  placeholder?: string;
  /** Something that is allowed and yet worth a thought. */
  warning?: ReactNode;
  disabled?: boolean;
}

/** One input, drawn as its schema describes it: label, explanation, error and warning belong to it for readers. */
export function SchemaField({ field, binding, choices, placeholder, warning, disabled }: SchemaFieldProps) {
  const description = (
    <>
      {field.help}
      {warning && <FieldWarning>{warning}</FieldWarning>}
    </>
  );
  const common = { ...binding, label: field.title, description, disabled: disabled ?? false };
  const hint = placeholder ?? field.placeholder;
  const texts = hint ? { ...common, placeholder: hint } : common;
  switch (field.control) {
    case 'switch':
      return <Switch {...common} />;
    case 'multiline':
      return <Textarea {...texts} autosize minRows={2} maxRows={8} />;
    case 'command':
      return (
        <Textarea
          {...texts}
          autosize
          minRows={1}
          maxRows={6}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
      );
    case 'image':
      return (
        <Autocomplete
          {...(texts as Omit<typeof texts, 'onChange' | 'value'>)}
          value={String(binding.value ?? '')}
          onChange={binding.onChange as (value: string) => void}
          data={[...(choices ?? [])]}
          maxDropdownHeight={240}
          spellCheck={false}
        />
      );
    case 'number':
      return (
        <TextInput
          {...texts}
          inputMode="decimal"
          autoComplete="off"
          styles={{ wrapper: { maxWidth: 220 } }}
        />
      );
    case 'text':
      return <TextInput {...texts} autoComplete="off" />;
  }
}

/** A remark under a field; it doesn't keep anybody from saving. */
export function FieldWarning({ children }: { children: ReactNode }) {
  return (
    <Text component="span" size="xs" c="var(--rockpool-warning)" display="block" mt={4}>
      <IconAlertTriangle size={14} aria-hidden style={{ verticalAlign: 'text-bottom', marginInlineEnd: 4 }} />
      {children}
    </Text>
  );
}
