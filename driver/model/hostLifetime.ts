import { parseLifetime } from './duration';
import type { HostSettings } from './host';
import type { PoolConfig } from './poolConfig';

/** How long (ms) a host is used from its first use on; 0: for ever. An admin's word for the one host counts first. */
export function hostLifetimeMs(
  settings: Pick<HostSettings, 'lifetime'> | undefined,
  { DD_HOST_LIFETIME }: Pick<PoolConfig, 'DD_HOST_LIFETIME'>,
): number {
  return parseLifetime(settings?.lifetime ?? DD_HOST_LIFETIME) ?? 0;
}
