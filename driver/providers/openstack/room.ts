/** What a project may have of something, and has. A limit of -1: as much as it likes. */
export interface Quota {
  /** As a sentence has it: `virtual processors`. */
  what: string;
  /** What the admin of the cloud calls it: `cores`. */
  name: string;
  used: number;
  limit: number;
  /** How much of it one more host takes. */
  perHost: number;
  /** What is counted, in a word; absent: pieces. */
  unit?: 'MiB' | 'GB';
}

/** How many more hosts there is room for, and by which quotas there are no more. */
export interface Room {
  hosts: number;
  /** Those that have no room for one more, in the order of the list; empty where there is some. */
  short: Quota[];
}

/** More than anybody asks for at once. */
const ENOUGH = 10_000;

/** How many more hosts quotas allow. Pure. */
export function roomWithin(quotas: readonly Quota[]): Room {
  const hosts = Math.min(ENOUGH, ...quotas.map(hostsWithin));
  return { hosts, short: quotas.filter(quota => hostsWithin(quota) === 0) };
}

/**
 * How many of these hosts quotas allow, if they are asked for one after the other. Pure.
 * @param wanted each with its quotas as they are before the first of all
 */
export function roomForAll(wanted: readonly { quotas: readonly Quota[]; count: number }[]): number {
  const taken = new Map<string, number>();
  let hosts = 0;
  for (const { quotas, count } of wanted) {
    const left = quotas.map(quota => ({ ...quota, used: quota.used + (taken.get(quota.name) ?? 0) }));
    const fitting = Math.min(count, roomWithin(left).hosts);
    for (const { name, perHost } of quotas) taken.set(name, (taken.get(name) ?? 0) + fitting * perHost);
    hosts += fitting;
  }
  return hosts;
}

function hostsWithin({ used, limit, perHost }: Quota): number {
  if (limit < 0 || perHost <= 0) return ENOUGH;
  return Math.max(0, Math.floor((limit - used) / perHost));
}

/** `virtual processors (cores): 2 wanted, 19 of 20 in use`. */
export function quotaWords({ what, name, used, limit, perHost, unit }: Quota): string {
  const of = unit === undefined ? '' : ` ${unit}`;
  return `${what} (${name}): ${perHost}${of} wanted, ${used} of ${limit}${of} in use`;
}
