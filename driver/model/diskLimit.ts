import { z } from 'zod';
import { parseSizeMiB } from './memory';

/** With less a server can't write what it needs to start. */
const SMALLEST_DISK_MIB = 16;

/** A disk limit as people write it (`10g`) in MiB; undefined where the text isn't one, as for an empty one: no limit. */
export function parseDiskLimitMiB(text: string): number | undefined {
  const mib = parseSizeMiB(text);
  return mib !== undefined && mib >= SMALLEST_DISK_MIB ? mib : undefined;
}

/** The `disk_limit` field: empty, or checked and kept as typed. */
export const diskLimitSchema = z
  .string()
  .trim()
  .refine(
    text => text === '' || parseDiskLimitMiB(text) !== undefined,
    'Write a disk limit as a number with its unit, for example "10g", or leave it empty; the smallest is "16m".',
  );
