import { z } from 'zod';

/** Fields as services write them. What is null or missing is undefined here. */

export const text = z
  .string()
  .nullish()
  .transform(value => value ?? undefined);
/** Missing and null are empty. */
export const name = z
  .string()
  .nullish()
  .transform(value => value ?? '');
export const number = z
  .number()
  .nullish()
  .transform(value => value ?? undefined);
export const yes = z
  .boolean()
  .nullish()
  .transform(value => value ?? false);
export const strings = z
  .array(z.string())
  .nullish()
  .transform(value => value ?? []);
/** Texts by name. A check of one's own: metadata stands in all that is listed, and a record takes its keys one by one. */
export const texts = z.custom<Record<string, string>>(areTexts, 'Invalid input: expected texts by name');
export const metadata = texts.nullish().transform(value => value ?? {});

/** Ms since the epoch. Some services leave the zone out, and mean UTC. */
export const time = z.string().nullish().transform(timeOf);

/** The same of a text that was read. */
export function timeOf(value: string | null | undefined): number | undefined {
  if (!value) return undefined;
  const ms = Date.parse(/(z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

function areTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in value) if (typeof (value as Record<string, unknown>)[name] !== 'string') return false;
  return true;
}
