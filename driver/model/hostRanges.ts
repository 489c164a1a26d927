import type { CloudCatalog } from './cloudCatalog';
import type { PoolConfig } from './poolConfig';

/** The ranges of addresses that hosts would have in a cloud. */
export function hostRanges(
  { DD_HOST_NETWORK: network }: Pick<PoolConfig, 'DD_HOST_NETWORK'>,
  { networks }: Pick<CloudCatalog, 'networks'>,
): string[] {
  if (network === 'none') return [];
  const inner = networks.filter(({ isExternal, ranges }) => !isExternal && ranges.length > 0);
  const wanted = network.split(',').map(id => id.trim());
  const chosen =
    network === 'auto'
      ? inner.length > 0
        ? inner
        : networks
      : networks.filter(({ id, name }) => wanted.includes(id) || wanted.includes(name));
  return chosen.flatMap(({ ranges }) => ranges);
}

/**
 * Those by which hosts are reached from outside: floating IPs are of the older kind alone, and of a host's own addresses
 * one of that kind is taken where it has any.
 */
export function reachedRanges(
  config: Pick<PoolConfig, 'DD_HOST_NETWORK' | 'DD_HOST_FLOATING_POOL' | 'DD_HOST_SSH_JUMP'>,
  catalog: Pick<CloudCatalog, 'networks'>,
): string[] {
  const floating = config.DD_HOST_SSH_JUMP ? null : config.DD_HOST_FLOATING_POOL;
  const all =
    floating === null
      ? hostRanges(config, catalog)
      : catalog.networks
          .filter(one => one.name === floating || one.id === floating)
          .flatMap(({ ranges }) => ranges);
  const older = all.filter(range => !range.includes(':'));
  return older.length > 0 ? older : all;
}
