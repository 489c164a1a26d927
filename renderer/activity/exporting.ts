import type { RockpoolEvent } from '../../driver/model/event';
import { kindOf } from './events';

export const formats = ['csv', 'json'] as const;
export type Format = (typeof formats)[number];

/** Names of things by id, as they are known. */
export interface Names {
  pool(id: string): string | undefined;
  host(id: string): string | undefined;
  instance(id: string): string | undefined;
}

/** Events as a file: times in UTC (ISO 8601), ids beside the names that are known. */
export function exported(events: readonly RockpoolEvent[], format: Format, names: Names): string {
  const records = events.map(event => ({
    time: new Date(event.at).toISOString(),
    level: event.level,
    kind: kindOf(event),
    text: event.text,
    pool: named(event.poolId, names.pool),
    poolId: event.poolId ?? '',
    host: named(event.hostId, names.host),
    hostId: event.hostId ?? '',
    instance: named(event.instanceId, names.instance),
    instanceId: event.instanceId ?? '',
    user: event.userId ?? '',
  }));
  if (format === 'json') {
    const known = records.map(record =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => value)),
    );
    return `${JSON.stringify(known, null, 2)}\n`;
  }
  const head = [
    'time',
    'level',
    'kind',
    'text',
    'pool',
    'poolId',
    'host',
    'hostId',
    'instance',
    'instanceId',
    'user',
  ];
  const rows = records.map(record => head.map(key => cell(record[key as keyof typeof record])).join(','));
  return `${[head.join(','), ...rows].join('\r\n')}\r\n`;
}

function named(id: string | undefined, nameOf: (id: string) => string | undefined): string {
  return id === undefined ? '' : (nameOf(id) ?? '');
}

/** As RFC 4180 has it; and no sheet takes a text for a formula. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `rockpool-activity-2026-01-31.csv` */
export function fileNameOf(format: Format, now: number): string {
  return `rockpool-activity-${new Date(now).toISOString().slice(0, 10)}.${format}`;
}
