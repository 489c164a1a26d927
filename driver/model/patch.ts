import { z } from 'zod';

type WithoutDefault<T> = T extends z.ZodDefault<infer Inner> ? Inner : T;

/**
 * The schema of a change to `schema`: any of its fields, and only those that are named. Unlike `.partial()`
 * it doesn't fill in the defaults of what was left out.
 */
export function patchOf<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape>,
): z.ZodObject<{ [Key in keyof Shape]: z.ZodExactOptional<WithoutDefault<Shape[Key]> & z.core.SomeType> }> {
  const fields = Object.entries(schema.shape).map(([key, field]) => {
    const inner = field instanceof z.ZodDefault ? field.unwrap() : field;
    return [key, z.exactOptional(inner as z.ZodType)];
  });
  return z.object(Object.fromEntries(fields)) as never;
}
