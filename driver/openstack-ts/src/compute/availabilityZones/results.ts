import { z } from 'zod';

export const availabilityZoneSchema = z
  .object({ zoneName: z.string(), zoneState: z.object({ available: z.boolean() }) })
  .transform(one => ({ name: one.zoneName, isAvailable: one.zoneState.available }));
export type AvailabilityZone = z.output<typeof availabilityZoneSchema>;
