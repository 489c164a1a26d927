import { z } from 'zod';
import { number, type Quota } from '../../fields.ts';

export { quotasSchema } from '../../compute/limits/results.ts';

const quota = (limit: number | undefined, used: number | undefined): Quota | undefined =>
  limit === undefined || used === undefined ? undefined : { limit, used };

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
    volumes: quota(one.maxTotalVolumes, one.totalVolumesUsed),
    snapshots: quota(one.maxTotalSnapshots, one.totalSnapshotsUsed),
    /** GiB, of volumes and snapshots. */
    sizeGiB: quota(one.maxTotalVolumeGigabytes, one.totalGigabytesUsed),
  }));
export type VolumeLimits = z.output<typeof volumeLimitsSchema>;
