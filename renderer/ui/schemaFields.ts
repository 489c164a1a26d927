import { z } from 'zod';
import type { FieldMeta } from '../../driver/model/template';

/** How a field is edited. */
export type Control = 'text' | 'multiline' | 'number' | 'switch' | 'image' | 'command';

/** One input of a form, as its schema describes it. */
export interface FieldSpec extends Omit<FieldMeta, 'control' | 'group'> {
  /** Dotted path inside the form's values: `proxy_options.proxy_rewrite`. */
  path: string;
  control: Control;
  group: NonNullable<FieldMeta['group']>;
}

/** What stands in the inputs: text as typed, switches, and objects of those. */
export interface FormValues {
  [key: string]: string | boolean | FormValues;
}

/** The inputs of a schema in its own order; objects inside it are laid flat. Fields without meta are left out. */
export function fieldsOf(schema: z.ZodObject, prefix = ''): FieldSpec[] {
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    const path = `${prefix}${key}`;
    const inner = withoutWrappers(field as z.ZodType);
    if (inner instanceof z.ZodObject) return fieldsOf(inner, `${path}.`);
    const meta = (field as z.ZodType).meta() as FieldMeta | undefined;
    if (!meta?.title) return [];
    return [{ ...meta, path, control: meta.control ?? naturalControl(inner), group: meta.group ?? 'basics' }];
  });
}

/** What the inputs show for `config`; where it has no value, the schema's default, else empty. */
export function formValuesOf(schema: z.ZodObject, config: Record<string, unknown>): FormValues {
  const entries = Object.entries(schema.shape).map(([key, field]) => {
    const inner = withoutWrappers(field as z.ZodType);
    const value = config[key] ?? defaultOf(field as z.ZodType);
    if (inner instanceof z.ZodObject) {
      return [key, formValuesOf(inner, (value ?? {}) as Record<string, unknown>)] as const;
    }
    if (inner instanceof z.ZodBoolean) return [key, value === true] as const;
    return [key, value === undefined || value === null ? '' : String(value)] as const;
  });
  return Object.fromEntries(entries);
}

export type CheckResult<T> = { ok: true; value: T } | { ok: false; errors: Record<string, string> };

/** Checks what stands in the inputs; errors by field path, in the schema's own sentences, the first of each. */
export function checkForm<S extends z.ZodObject>(schema: S, values: FormValues): CheckResult<z.output<S>> {
  const result = schema.safeParse(typedValues(schema, values));
  if (result.success) return { ok: true, value: result.data };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) {
    const path = issue.path.map(String).join('.');
    errors[path] ??= issue.message;
  }
  return { ok: false, errors };
}

const NUMBER = /^[+-]?\d+([.,]\d+)?$/;

/**
 * A typed number. What isn't one becomes NaN, which no number schema accepts, so that its own sentence is
 * shown; an empty input too, since leaving a number out by accident must not mean its default.
 */
export function typedNumber(text: string): number {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed.replace(',', '.')) : Number.NaN;
}

function typedValues(schema: z.ZodObject, values: FormValues): Record<string, unknown> {
  const entries = Object.entries(schema.shape).map(([key, field]) => {
    const inner = withoutWrappers(field as z.ZodType);
    const value = values[key];
    if (inner instanceof z.ZodObject) return [key, typedValues(inner, (value ?? {}) as FormValues)] as const;
    if (inner instanceof z.ZodNumber && typeof value === 'string') return [key, typedNumber(value)] as const;
    return [key, value] as const;
  });
  return Object.fromEntries(entries);
}

function withoutWrappers(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? withoutWrappers(schema.unwrap() as z.ZodType)
    : schema;
}

function defaultOf(schema: z.ZodType): unknown {
  const result = schema.safeParse(undefined);
  return result.success ? result.data : undefined;
}

function naturalControl(schema: z.ZodType): Control {
  if (schema instanceof z.ZodBoolean) return 'switch';
  return schema instanceof z.ZodNumber ? 'number' : 'text';
}
