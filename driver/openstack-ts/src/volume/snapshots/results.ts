import { z } from 'zod';
import { metadata, name, time } from '../../fields.ts';

export const snapshotSchema = z
  .object({
    id: z.string(),
    name,
    description: name,
    status: z.string(),
    size: z.number(),
    volume_id: z.string(),
    metadata,
    created_at: time,
  })
  .transform(one => ({
    id: one.id,
    name: one.name,
    description: one.description,
    status: one.status,
    sizeGiB: one.size,
    volumeId: one.volume_id,
    metadata: one.metadata,
    createdAt: one.created_at,
  }));
export type Snapshot = z.output<typeof snapshotSchema>;
