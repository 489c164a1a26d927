import { z } from 'zod';
import { metadata, name, text, time } from '../../fields.ts';

export const volumeSchema = z
  .object({
    id: z.string(),
    name,
    description: name,
    status: z.string(),
    size: z.number(),
    volume_type: text,
    // A text of either, as Cinder has it.
    bootable: z.union([z.boolean(), z.string()]).nullish(),
    metadata,
    attachments: z.array(z.object({ server_id: z.string(), attachment_id: text, device: text })).nullish(),
    availability_zone: text,
    snapshot_id: text,
    created_at: time,
    updated_at: time,
    volume_image_metadata: metadata,
  })
  .transform(one => ({
    id: one.id,
    /** Empty where Compute has made it. */
    name: one.name,
    description: one.description,
    /** `creating`, `available`, `in-use`, `deleting`, `error`, `error_deleting` … */
    status: one.status,
    sizeGiB: one.size,
    volumeType: one.volume_type,
    isBootable: String(one.bootable) === 'true',
    metadata: one.metadata,
    attachments: (one.attachments ?? []).map(attachment => ({
      serverId: attachment.server_id,
      attachmentId: attachment.attachment_id,
      /** As the service thinks that the server calls it: `/dev/vdb`. */
      device: attachment.device,
    })),
    availabilityZone: one.availability_zone,
    snapshotId: one.snapshot_id,
    createdAt: one.created_at,
    updatedAt: one.updated_at,
    /** Of the image that it was made from. */
    imageMetadata: one.volume_image_metadata,
  }));
export type Volume = z.output<typeof volumeSchema>;
