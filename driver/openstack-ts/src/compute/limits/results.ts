import { z } from 'zod';
import { number, type Quota } from '../../fields.ts';

const quota = (limit: number | undefined, used: number | undefined): Quota | undefined =>
  limit === undefined || used === undefined ? undefined : { limit, used };

export const limitsSchema = z
  .object({
    absolute: z.object({
      maxTotalInstances: number,
      totalInstancesUsed: number,
      maxTotalCores: number,
      totalCoresUsed: number,
      maxTotalRAMSize: number,
      totalRAMUsed: number,
      maxServerGroups: number,
      totalServerGroupsUsed: number,
      maxServerMeta: number,
      maxTotalKeypairs: number,
    }),
  })
  .transform(({ absolute: one }) => ({
    instances: quota(one.maxTotalInstances, one.totalInstancesUsed),
    cores: quota(one.maxTotalCores, one.totalCoresUsed),
    memoryMiB: quota(one.maxTotalRAMSize, one.totalRAMUsed),
    serverGroups: quota(one.maxServerGroups, one.totalServerGroupsUsed),
    /** Keys that a server's metadata may have. */
    metadataKeys: one.maxServerMeta,
    keypairs: one.maxTotalKeypairs,
  }));
export type ComputeLimits = z.output<typeof limitsSchema>;

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
