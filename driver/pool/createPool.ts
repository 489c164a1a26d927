import type { Engines } from '../engine';
import type { Clock } from '../model/clock';
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
import { configInvalid, engineMissing, engineTaken, nameTaken, simulatorElsewhere } from './refusals';

/** What an admin says of a pool that is to be made. */
export interface NewPool {
  name: string;
  provider: ProviderName;
  /** Where the engine of a pool of this machine answers; others need none. */
  engineUrl?: string | undefined;
  /** Settings other than those a pool of this name begins with. */
  config?: Partial<PoolConfig> | undefined;
}

/** What the addresses of engines of hosts begin with that a pool takes and gives back. */
const schemes = { simulator: 'sim', ssh: 'ssh' } as const;

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
 * CONFIG_INVALID
 */
export function newPool(
  { name, provider, engineUrl: wanted, config: changes }: NewPool,
  { pools, providers, engines, clock }: Dependencies,
): Pool {
  if (pools.some(pool => pool.name === name)) throw new RockpoolError(nameTaken(name));
  if (!providers.includes(provider)) throw new RockpoolError(simulatorElsewhere(name));
  const engineUrl = provider === 'local' ? wanted : `${schemes[provider]}://${name}`;
  if (!engineUrl) throw new RockpoolError(engineMissing(name));
  const sharing = pools.find(pool => pool.engineUrl === engineUrl);
  if (sharing) throw new RockpoolError(engineTaken(engineUrl, sharing));
  // Throws where no engine can be at such an address.
  if (provider === 'local') engines.connect(engineUrl);
  const config = poolConfigSchema.parse({ ...defaultConfigOf(name), ...changes });
  const pool: Pool = { id: poolIdOf(name), name, provider, engineUrl, config, createdAt: clock.now() };
  refuseProblems(pool);
  return pool;
}

/** @throws RockpoolError CONFIG_INVALID where settings don't go together */
export function refuseProblems(pool: Pool): void {
  const problems = configProblems(pool.config, pool.provider);
  if (problems.length > 0) throw new RockpoolError(configInvalid(problems, pool));
}
