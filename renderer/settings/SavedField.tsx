import { TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { z } from 'zod';

interface SavedFieldProps<T> {
  label: string;
  description: ReactNode;
  /** The saved value as text. */
  value: string;
  placeholder?: string;
  /** What the text means; undefined means empty. */
  parse: (text: string) => unknown;
  schema: z.ZodType<T>;
  onSave: (value: T) => Promise<boolean>;
  numeric?: boolean;
}

/** A text field that saves itself: on Enter, and when it is left. Escape takes back what was typed. */
export function SavedField<T>({
  label,
  description,
  value,
  placeholder,
  parse,
  schema,
  onSave,
  numeric,
}: SavedFieldProps<T>) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const result = schema.safeParse(parse(text));
  const error = text === value || result.success ? undefined : result.error.issues[0]?.message;

  const save = async () => {
    if (text.trim() === value || !result.success) return;
    if (!(await onSave(result.data))) setText(value);
  };
  return (
    <TextInput
      label={label}
      description={description}
      {...(placeholder ? { placeholder } : {})}
      {...(numeric ? { inputMode: 'numeric', styles: { wrapper: { maxWidth: 200 } } } : {})}
      spellCheck={false}
      value={text}
      error={error}
      onChange={event => setText(event.currentTarget.value)}
      onBlur={() => void save()}
      onKeyDown={event => {
        if (event.key === 'Enter') void save();
        if (event.key === 'Escape') setText(value);
      }}
    />
  );
}

/** A text as a number; what isn't one stays as it is, for the schema to say so. */
export function numberOf(text: string): unknown {
  const trimmed = text.trim();
  return trimmed === '' || Number.isNaN(Number(trimmed)) ? trimmed : Number(trimmed);
}
