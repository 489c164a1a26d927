import { z } from 'zod';
import { number } from '../fields.ts';

/** What of a quota is used; limit -1: none. */
export interface Quota {
  used: number;
  limit: number;
}

/** Undefined where the service doesn't tell both. */
export function quotaOf(limit: number | undefined, used: number | undefined): Quota | undefined {
  return limit === undefined || used === undefined ? undefined : { limit, used };
}

/** What is reserved for calls under way counts as used. */
const usageSchema = z
  .object({ in_use: z.number(), limit: z.number(), reserved: number })
  .transform(one => ({ used: one.in_use + (one.reserved ?? 0), limit: one.limit }));

/** Beside quotas it has the project's id. */
export const quotasSchema = z.record(z.string(), z.unknown()).transform(all => {
  const quotas: Record<string, Quota> = {};
  for (const [name, value] of Object.entries(all)) {
    const usage = usageSchema.safeParse(value);
    if (usage.success) quotas[name] = usage.data;
  }
  return quotas;
});
