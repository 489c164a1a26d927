import { z } from 'zod';
import { number } from '../../fields.ts';
import { quotaOf } from '../../quotas/fields.ts';

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
      maxServerGroupMembers: number,
      maxServerMeta: number,
      maxTotalKeypairs: number,
    }),
  })
  .transform(({ absolute: one }) => ({
    instances: quotaOf(one.maxTotalInstances, one.totalInstancesUsed),
    cores: quotaOf(one.maxTotalCores, one.totalCoresUsed),
    memoryMiB: quotaOf(one.maxTotalRAMSize, one.totalRAMUsed),
    serverGroups: quotaOf(one.maxServerGroups, one.totalServerGroupsUsed),
    /** Servers that one group may have. */
    serverGroupMembers: one.maxServerGroupMembers,
    /** Keys that a server's metadata may have. */
    metadataKeys: one.maxServerMeta,
    keypairs: one.maxTotalKeypairs,
  }));
export type ComputeLimits = z.output<typeof limitsSchema>;
