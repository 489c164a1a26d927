import { z } from 'zod';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The original's lifetime pattern: days, hours, minutes, each optional, in this order, hours and minutes of at
 * most two digits (`1d 2h 30m`, `10m`, `1h 0m`).
 */
const LIFETIME = /^(?:(\d+)d\s?)?(?:(\d{1,2})h\s?)?(?:(\d{1,2})m\s?)?$/;

/**
 * A lifetime in ms, or undefined where the text isn't one. `0m` is 0 and means "for ever";
 * an empty text is not a lifetime (the caller decides on the default).
 */
export function parseLifetime(text: string): number | undefined {
  const trimmed = text.trim();
  const match = trimmed === '' ? null : LIFETIME.exec(trimmed);
  if (!match) return undefined;
  const [days, hours, minutes] = [match[1], match[2], match[3]].map(part => Number(part ?? 0)) as [
    number,
    number,
    number,
  ];
  const ms = days * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS;
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** A duration for people: `1d 2h`, `9m 30s`, `12s`; two units at the most. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  if (first < 0) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value}${unit}`)
    .join(' ');
}

/** The `maximum_lifetime` field: checked, kept as typed. */
export const lifetimeSchema = z
  .string()
  .refine(
    text => parseLifetime(text) !== undefined,
    'Write a lifetime as days, hours and minutes, for example "1d 2h 30m", "10m" or "1h 0m"; hours and minutes have at most two digits, and "0m" means no limit.',
  );
