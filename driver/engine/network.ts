import type { Random } from '../model/clock';
import { RockpoolError } from '../model/errors';

/** A range of IPv4 addresses as first and last number. */
export interface Range {
  first: number;
  last: number;
}

export function rangeOf(address: string, prefix: number): Range {
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
}

/** The ranges that /proc/net/route has routes for, but the default one; addresses there are little-endian hex. */
export function routedRanges(procNetRoute: string): Range[] {
  const littleEndian = (hex: string): string =>
    [6, 4, 2, 0].map(at => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
  return procNetRoute
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const columns = line.trim().split(/\s+/);
      const [destination, mask] = [columns[1], columns[7]];
      if (!destination || !mask || mask === '00000000') return [];
      const bits = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length;
      return [rangeOf(littleEndian(destination), bits)];
    });
}

/**
 * An address for a bridge, with 254 neighbours, where the machine knows no network yet. Out of 198.18.0.0/15, which is
 * kept for measurements between devices (RFC 2544), so that no lab's network is hidden by it.
 * @throws RockpoolError NO_FREE_NETWORK
 */
export function freeBridgeAddress(taken: Range[], random: Random): string {
  const networks = 512;
  const start = Math.floor(random.float() * networks);
  for (let i = 0; i < networks; i += 1) {
    const number = (start + i) % networks;
    const base = `198.${18 + Math.floor(number / 256)}.${number % 256}`;
    const { first, last } = rangeOf(`${base}.0`, 24);
    if (taken.every(range => range.last < first || range.first > last)) return `${base}.1/24`;
  }
  throw new RockpoolError({
    kind: 'permanent',
    code: 'NO_FREE_NETWORK',
    what: 'There is no free network for the containers of a private engine.',
    why: 'All of 198.18.0.0/15 is in use on this machine.',
    next: "Start the system's own Docker instead.",
  });
}
