import type { PoolConfig, ProviderName } from './pool';

/**
 * What hosts cost an hour, in whatever currency the prices are; undefined where it isn't known: a price is missing,
 * or a host has a flavor that the settings don't name any more.
 */
export function costPerHour(
  config: PoolConfig,
  hosts: readonly { flavor?: string | undefined }[],
): number | undefined {
  const { DD_HOST_PRICE_SMALL: small, DD_HOST_PRICE_LARGE: large } = config;
  if (small === null || large === null) return undefined;
  let sum = 0;
  for (const { flavor } of hosts) {
    if (flavor === config.DD_HOST_FLAVOR_NAME_LARGE) sum += large;
    else if (flavor === config.DD_HOST_FLAVOR_NAME_SMALL) sum += small;
    else return undefined;
  }
  // Sums of decimal fractions.
  return Math.round(sum * 1e6) / 1e6;
}

/** What is no part of that cost, in words; undefined: it is all that hosts cost by their prices. */
export function notCounted(config: PoolConfig, provider: ProviderName): string | undefined {
  const { DD_HOST_ROOT_VOLUME_SIZE: root, DD_HOST_DATA_VOLUME_FACTOR: data } = config;
  return provider === 'openstack' && root + data > 0 ? 'volumes not counted' : undefined;
}

/** A cost for people: `0.40`, `0.0125`, `12`. */
export function formatCost(cost: number): string {
  if (Number.isInteger(cost)) return String(cost);
  const digits = Math.round(cost * 1e4) % 100 === 0 ? 2 : 4;
  return cost.toFixed(digits);
}
