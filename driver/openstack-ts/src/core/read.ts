import type { z } from 'zod';
import { OpenStackError } from './errors.ts';

/**
 * What a document has under a key, as its schema has it; unknown fields don't matter.
 * @param what names it: `server`
 * @throws OpenStackError BadAnswer, naming what is missing
 */
export function readUnder<T extends z.ZodType>(schema: T, document: unknown, key: string): z.output<T> {
  const value = typeof document === 'object' && document !== null ? (document as never)[key] : undefined;
  return readAs(schema, value, key);
}

/** The same of a whole document. */
export function readAs<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.length ? `${what}.${issue.path.join('.')}` : what;
  throw new OpenStackError({
    code: 'BadAnswer',
    message: `An answer of the cloud is not as expected: ${where}: ${issue?.message ?? 'missing'}.`,
  });
}
