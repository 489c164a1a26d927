import type { Engines } from '../engine';
import type { Clock } from '../model/clock';
import type { CloudConnection } from '../model/cloudConnection';
import { RockpoolError } from '../model/errors';
import {
  configProblems,
  defaultConfigOf,
  type Pool,
  type PoolConfig,
  type ProviderName,
  poolConfigSchema,
} from '../model/pool';
import { poolIdOf } from './poolId';
import {
  cloudMissing,
  configInvalid,
  engineMissing,
  engineTaken,
  nameTaken,
  providerElsewhere,
} from './refusals';

/** What an admin says of a pool that is to be made. */
export interface NewPool {
  name: string;
  provider: ProviderName;
  /** Where the engine of a pool of this machine answers; others need none. */
  engineUrl?: string | undefined;
  /** The project of a pool in a cloud; others have none. */
  cloud?: CloudConnection | undefined;
  /** Settings other than those a pool of this name begins with. */
  config?: Partial<PoolConfig> | undefined;
}

/** What the addresses of engines of hosts begin with that a pool takes and gives back. */
const schemes = { simulator: 'sim', ssh: 'ssh', openstack: 'openstack' } as const;

interface Dependencies {
  pools: readonly Pool[];
  /** Where hosts of new pools may come from. */
  providers: readonly ProviderName[];
  engines: Engines;
  clock: Clock;
}

/**
 * The record of a new pool.
 * @throws RockpoolError POOL_NAME_TAKEN, PROVIDER_NOT_HERE, ENGINE_MISSING, ENGINE_TAKEN, ENGINE_URL_NOT_SUPPORTED,
 * CONFIG_INVALID, CLOUD_MISSING
 */
export function newPool(
  { name, provider, engineUrl: wanted, cloud, config: changes }: NewPool,
  { pools, providers, engines, clock }: Dependencies,
): Pool {
  if (pools.some(pool => pool.name === name)) throw new RockpoolError(nameTaken(name));
  if (!providers.includes(provider)) throw new RockpoolError(providerElsewhere(provider, name));
  const engineUrl = provider === 'local' ? wanted : `${schemes[provider]}://${name}`;
  if (!engineUrl) throw new RockpoolError(engineMissing(name));
  const sharing = pools.find(pool => pool.engineUrl === engineUrl);
  if (sharing) throw new RockpoolError(engineTaken(engineUrl, sharing));
  if (provider === 'openstack' && !cloud) throw new RockpoolError(cloudMissing(name));
  // Throws where no engine can be at such an address.
  if (provider === 'local') engines.connect(engineUrl);
  const config = poolConfigSchema.parse({ ...defaultConfigOf(name), ...changes });
  const pool: Pool = {
    ...{ id: poolIdOf(name), name, provider, engineUrl, config, createdAt: clock.now() },
    ...(provider === 'openstack' && cloud ? { cloud } : {}),
  };
  refuseProblems(pool);
  return pool;
}

/** @throws RockpoolError CONFIG_INVALID where settings don't go together */
export function refuseProblems(pool: Pool): void {
  const problems = configProblems(pool.config, pool.provider);
  if (problems.length > 0) throw new RockpoolError(configInvalid(problems, pool));
}
