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
export const metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform(value => value ?? {});

/** Ms since the epoch. Some services leave the zone out, and mean UTC. */
export const time = z
  .string()
  .nullish()
  .transform(value => {
    if (!value) return undefined;
    const ms = Date.parse(/(z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`);
    return Number.isNaN(ms) ? undefined : ms;
  });
