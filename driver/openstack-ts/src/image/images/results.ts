import { z } from 'zod';
import { name, number, strings, text, time, yes } from '../../fields.ts';

const known = {
  id: z.string(),
  name,
  status: z.string(),
  visibility: text,
  owner: text,
  min_disk: number,
  min_ram: number,
  size: number,
  virtual_size: number,
  disk_format: text,
  container_format: text,
  created_at: time,
  updated_at: time,
  tags: strings,
  protected: yes,
  os_hidden: yes,
};
/** Of the service, and no property. */
const NO_PROPERTY = new Set([
  ...Object.keys(known),
  'self',
  'file',
  'schema',
  'checksum',
  'locations',
  'direct_url',
]);

export const imageSchema = z.looseObject(known).transform(one => ({
  id: one.id,
  name: one.name,
  /** `active`, `queued`, `saving`, `deleted` … */
  status: one.status,
  /** `public`, `private`, `shared`, `community`. */
  visibility: one.visibility,
  ownerId: one.owner,
  minDiskGiB: one.min_disk ?? 0,
  minMemoryMiB: one.min_ram ?? 0,
  /** Bytes; undefined: not known yet. */
  size: one.size,
  diskFormat: one.disk_format,
  createdAt: one.created_at,
  updatedAt: one.updated_at,
  tags: one.tags,
  isProtected: one.protected,
  isHidden: one.os_hidden,
  /** What somebody has noted with it. */
  properties: Object.fromEntries(
    Object.entries(one).filter(
      (entry): entry is [string, string] => !NO_PROPERTY.has(entry[0]) && typeof entry[1] === 'string',
    ),
  ),
}));
export type Image = z.output<typeof imageSchema>;
