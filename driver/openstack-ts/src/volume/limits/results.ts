import { z } from 'zod';
import { number } from '../../fields.ts';
import { quotaOf } from '../../quotas/fields.ts';

export const volumeLimitsSchema = z
  .object({
    absolute: z.object({
      maxTotalVolumes: number,
      totalVolumesUsed: number,
      maxTotalSnapshots: number,
      totalSnapshotsUsed: number,
      maxTotalVolumeGigabytes: number,
      totalGigabytesUsed: number,
    }),
  })
  .transform(({ absolute: one }) => ({
    volumes: quotaOf(one.maxTotalVolumes, one.totalVolumesUsed),
    snapshots: quotaOf(one.maxTotalSnapshots, one.totalSnapshotsUsed),
    /** GiB, of volumes and snapshots. */
    sizeGiB: quotaOf(one.maxTotalVolumeGigabytes, one.totalGigabytesUsed),
  }));
export type VolumeLimits = z.output<typeof volumeLimitsSchema>;
