import { z } from 'zod';

const SIZE = /^(\d+)\s?(k|m|g|t)i?b?$/i;
const MIB_PER_UNIT = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 } as const;

/** Docker refuses a container with less (its own minimum). */
const SMALLEST_MEMORY_MIB = 6;
/** A slot is about this much memory (the original's unit). */
export const MEMORY_PER_SLOT_MIB = 512;

/**
 * A memory limit as the seed writes it (`512m`, `2g`) in MiB, or undefined where the text isn't one.
 * A number without a unit is refused: `512` might be bytes or megabytes.
 */
export function parseMemoryMiB(text: string): number | undefined {
  const mib = parseSizeMiB(text);
  return mib !== undefined && mib >= SMALLEST_MEMORY_MIB ? mib : undefined;
}

/** A size with its unit in MiB, or undefined where the text isn't one. */
export function parseSizeMiB(text: string): number | undefined {
  const match = SIZE.exec(text.trim());
  if (!match) return undefined;
  const unit = (match[2] ?? 'm').toLowerCase() as keyof typeof MIB_PER_UNIT;
  const mib = Number(match[1]) * MIB_PER_UNIT[unit];
  return Number.isFinite(mib) ? mib : undefined;
}

/** The slots that this much memory takes, rounded up, at least one. */
export function slotsForMemory(memoryMiB: number): number {
  return Math.max(1, Math.ceil(memoryMiB / MEMORY_PER_SLOT_MIB));
}

/** Bytes for people: `2.1 MB`, `1.03 GB` (powers of 1000, as file managers show them). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** The `memory_limit` field: checked, kept as typed. */
export const memoryLimitSchema = z
  .string()
  .refine(
    text => parseMemoryMiB(text) !== undefined,
    'Write a memory limit as a number with its unit, for example "512m" or "2g"; the smallest is "6m".',
  );
