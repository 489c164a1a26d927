import { Fieldset, Stack } from '@mantine/core';
import { type GetInputPropsReturnType, type UseFormReturnType, useForm } from '@mantine/form';
import type { FormEvent, ReactNode } from 'react';
import type { z } from 'zod';
import { SchemaField } from './SchemaField';
import { checkForm, type FieldSpec, type FormValues, fieldsOf } from './schemaFields';

type LooseForm = UseFormReturnType<Record<string, unknown>>;

export interface SchemaForm {
  /** The Mantine form behind it. */
  form: LooseForm;
  fields: FieldSpec[];
  values: FormValues;
  /** Checks and hands over; for `<form onSubmit>` and buttons. */
  submit: (event?: FormEvent<HTMLFormElement>) => void;
  /** What `SchemaField` is bound with. */
  binding: (field: FieldSpec) => GetInputPropsReturnType;
  set: (path: string, value: string | boolean) => void;
}

interface SchemaFormOptions<S extends z.ZodObject> {
  /** Decides what is checked; may change while the form is open. */
  schema: S;
  start: FormValues;
  onSubmit: (value: z.output<S>) => void | Promise<void>;
}

/**
 * A form drawn from a zod object. What has been typed is checked at each change in the schema's own sentences,
 * all of it on submit, which puts the focus on the first field that needs another look.
 */
export function useSchemaForm<S extends z.ZodObject>(options: SchemaFormOptions<S>): SchemaForm {
  const { schema, start, onSubmit } = options;
  const fields = fieldsOf(schema);
  const form = useForm<Record<string, unknown>>({
    initialValues: start,
    validateInputOnChange: true,
    validate: values => {
      const result = checkForm(schema, values as FormValues);
      return result.ok ? {} : result.errors;
    },
  });

  const submit = form.onSubmit(
    values => {
      const result = checkForm(schema, values as FormValues);
      return result.ok ? onSubmit(result.value) : undefined;
    },
    errors => {
      const first = fields.find(field => errors[field.path]);
      if (first) form.getInputNode(first.path)?.focus();
    },
  );

  return {
    form,
    fields,
    values: form.values as FormValues,
    submit,
    binding: field => ({
      ...form.getInputProps(field.path, { type: field.control === 'switch' ? 'checkbox' : 'input' }),
      // Where a dialog puts the focus first.
      ...(field.path === fields[0]?.path ? { 'data-autofocus': true } : {}),
    }),
    set: (path, value) => form.setFieldValue(path, value),
  };
}

const groupTitles: Record<FieldSpec['group'], string> = {
  basics: 'Basics',
  container: 'Container',
  limits: 'Limits',
  proxy: 'Proxy options',
  more: 'More',
};

interface SchemaFieldsProps {
  form: SchemaForm;
  /** Names to choose from in fields with the control `image`. */
  imageChoices?: readonly string[];
  /** By field path. */
  placeholders?: Record<string, string>;
  warnings?: Record<string, ReactNode>;
  /** Stands below a field. */
  below?: Record<string, ReactNode>;
}

/** All fields of a form, in the groups that their schema puts them in. */
export function SchemaFields({
  form,
  imageChoices = [],
  placeholders = {},
  warnings = {},
  below = {},
}: SchemaFieldsProps) {
  const groups = (Object.keys(groupTitles) as FieldSpec['group'][]).filter(group =>
    form.fields.some(field => field.group === group),
  );
  return groups.map(group => (
    <Fieldset key={group} legend={groupTitles[group]}>
      <Stack gap="md">
        {form.fields
          .filter(field => field.group === group)
          .map(field => {
            const placeholder = placeholders[field.path];
            return (
              <div key={field.path}>
                <SchemaField
                  field={field}
                  binding={form.binding(field)}
                  choices={imageChoices}
                  warning={warnings[field.path]}
                  {...(placeholder ? { placeholder } : {})}
                />
                {below[field.path]}
              </div>
            );
          })}
      </Stack>
    </Fieldset>
  ));
}
