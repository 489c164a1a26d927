import type { Clock, Random } from '../../model/clock';
import { RockpoolError } from '../../model/errors';
import { GPU_POOL, type Pool } from '../../model/pool';
import type { Secrets } from '../../secrets/secrets';
import { type SshConnection, sshEngine } from '../../ssh';
import type { Store } from '../../store/store';
import type { JumpPlace } from './addresses';
import { createCloudConnections, type PoolWay } from './connections';
import { firstHostKeys } from './hostKeys';
import { prepareServer } from './prepare';
import { type Reach, serverIdOf } from './reach';
import * as say from './reachMessages';
import { userDataOf } from './userData';

export interface ReachDependencies {
  clock: Clock;
  random: Random;
  platform: NodeJS.Platform;
  store: Store;
  secrets: Secrets;
  /** The line for authorized_keys of a pool's own key; made at first. */
  publicKey(poolId: string): Promise<string>;
  /** The private part of it, once it is made. */
  privateKey(poolId: string): string | undefined;
  /** The connection to a jump host of the pool's list; undefined: it is not there. */
  jump(poolId: string, place: JumpPlace): SshConnection | undefined;
}

/** How the hosts of all clouds are reached. */
export function createReach(dependencies: ReachDependencies): Reach {
  const { store, secrets, clock, random, platform, publicKey, privateKey } = dependencies;
  const firstKeyOf = firstHostKeys({ secrets, random });

  function poolOf(poolId: string): Pool {
    const pool = store.pools.get(poolId);
    if (pool) return pool;
    throw new RockpoolError(say.poolGone(poolId));
  }
  function jump(poolId: string, place: JumpPlace): SshConnection {
    const connection = dependencies.jump(poolId, place);
    if (connection) return connection;
    throw new RockpoolError(say.jumpNotChosen(poolOf(poolId).name, `${place.user}@${place.address}`));
  }
  const connections = createCloudConnections({
    ...{ store, clock, random, wayOf, jump },
    firstKey: hostId => firstKeyOf(hostId).key,
    poolKey: privateKey,
  });

  return {
    async userData({ id, poolId }) {
      const { user } = wayOf(poolOf(poolId));
      return userDataOf({ user, publicKey: await publicKey(poolId), hostKey: firstKeyOf(id) });
    },
    seen: connections.seen,
    prepare(host, options, calls) {
      const pool = poolOf(host.poolId);
      const { floats } = wayOf(pool);
      const given = firstKeyOf(host.id);
      return prepareServer(host, options, calls, {
        ...{ connections, clock, given, floats, gpu: pool.name === GPU_POOL },
      });
    },
    engine: url => sshEngine(url, () => connections.to(serverIdOf(url)), { clock, random, platform }),
    connection(serverId) {
      return store.serverWays.get(serverId) && connections.to(serverId);
    },
    [Symbol.dispose]: () => connections[Symbol.dispose](),
  };
}

/** What a pool's settings say of the way to its servers. A jump host stands inside: it needs no floating addresses. */
function wayOf({ config }: Pool): PoolWay {
  const { DD_HOST_SSH_USER: user, DD_HOST_SSH_JUMP, DD_HOST_FLOATING_POOL: floatingPool } = config;
  const jump = DD_HOST_SSH_JUMP ?? '';
  return { user, jump, floats: floatingPool !== null && jump === '' };
}
