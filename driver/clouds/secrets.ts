import type { Secrets } from '../secrets/secrets';

/** What belongs to a pool's connection to its cloud, in the secrets port. */
export interface CloudSecrets {
  of(poolId: string): string | undefined;
  /** @param secret undefined: as it was; empty: none */
  keep(poolId: string, secret: string | undefined): void;
  forget(poolId: string): void;
}

const nameOf = (poolId: string) => `cloud/${poolId}`;

export function cloudSecrets(secrets: Secrets): CloudSecrets {
  return {
    of: poolId => secrets.get(nameOf(poolId)),
    keep(poolId, secret) {
      if (secret === '') secrets.remove(nameOf(poolId));
      else if (secret !== undefined) secrets.set(nameOf(poolId), secret);
    },
    forget: poolId => secrets.remove(nameOf(poolId)),
  };
}
