import type { Clock, Disposer, Random } from '../../model/clock';
import { type ErrorValue, isRockpoolError, RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import type { HostKey } from '../../model/labMachine';
import type { Pool } from '../../model/pool';
import type { ServerWay } from '../../model/serverWay';
import { keepConnection, openThrough, type SshConnection, type SshTarget } from '../../ssh';
import type { Store } from '../../store/store';
import { addressFor, type JumpPlace, readJump, type ServerAddresses, type WayOfPool } from './addresses';
import { isSameKeys, readKeyNote } from './hostKeys';
import * as say from './reachMessages';

/** A server of ours that has an address, as a listing shows it. */
export interface SeenServer extends ServerAddresses {
  serverId: string;
  hostId: string;
  poolId: string;
  /** By which keys it is known, as its metadata says (`rockpool_host_key`). */
  keyNote?: string | undefined;
}

/** What a pool's settings say of the way to its servers. */
export interface PoolWay extends WayOfPool {
  user: string;
}

export interface CloudConnectionDependencies {
  store: Pick<Store, 'pools' | 'hosts' | 'serverWays' | 'onCommit' | 'transaction'>;
  clock: Clock;
  random: Random;
  wayOf(pool: Pool): PoolWay;
  /** The key that a host was given. */
  firstKey(hostId: string): HostKey;
  /** The private part of a pool's own key. */
  poolKey(poolId: string): string | undefined;
  /** The connection to a pool's jump host, shared with others behind it. @throws RockpoolError where it is not confirmed */
  jump(poolId: string, place: JumpPlace): SshConnection;
}

/**
 * The connections to the servers of clouds: one each, made anew where the way there has changed. A way is kept, so that a
 * server is reached after a restart before its cloud was asked.
 */
export interface CloudConnections extends Disposable {
  /** To be told of each server of ours that a listing shows. */
  seen(server: SeenServer): void;
  /**
   * What it does also throws CLOUD_JUMP_UNKNOWN, CLOUD_JUMP_UNREADABLE.
   * @throws RockpoolError CLOUD_SERVER_UNKNOWN while no address is known
   */
  to(serverId: string): SshConnection;
  /** As it stands now. @throws RockpoolError CLOUD_SERVER_UNKNOWN */
  way(serverId: string): ServerWay;
  /** As the newest listing has shown it; undefined: none has since the start. */
  lastSeen(serverId: string): SeenServer | undefined;
  /** From now on it is known by these keys, and no others. Durable when it returns. */
  pin(serverId: string, keys: readonly HostKey[]): void;
  /** A connection of the caller's that takes no key but this. */
  strict(serverId: string, key: HostKey): SshConnection;
  /**
   * From now on it is reached by this one, which is not the caller's any more. Commands that run over the one before come to
   * their end.
   */
  adopt(serverId: string, connection: SshConnection): void;
}

interface Plan {
  target: SshTarget;
  jump: SshConnection | undefined;
  /** Why there is none, where one is to be between: each attempt to connect says so. */
  noJump?: ErrorValue;
}
interface Kept extends Plan {
  connection: SshConnection;
}

const SSH_PORT = 22;

export function createCloudConnections(dependencies: CloudConnectionDependencies): CloudConnections {
  const { store, clock, random, wayOf, firstKey, poolKey } = dependencies;
  const { pools, hosts, serverWays } = store;
  const listed = new Map<string, SeenServer>();
  const kept = new Map<string, Kept>();

  function addressOf(server: SeenServer): string | undefined {
    const pool = pools.get(server.poolId);
    return pool && addressFor(server, wayOf(pool));
  }
  /** Of what a listing has shown; nothing is kept of servers that are no host of ours. */
  function learn(server: SeenServer): ServerWay | undefined {
    const { serverId: id, poolId, hostId } = server;
    const before = serverWays.get(id);
    const address = addressOf(server) ?? before?.address;
    if (address === undefined || !isHost(hosts.get(hostId))) return before;
    if (before?.address === address) return before;
    const noted = readKeyNote(server.keyNote);
    const hostKeys = before?.hostKeys ?? (noted.length > 0 ? noted : [firstKey(hostId)]);
    const way: ServerWay = { id, poolId, hostId, address, hostKeys };
    serverWays.put(id, way);
    return way;
  }
  function wayTo(serverId: string): ServerWay {
    const server = listed.get(serverId);
    const way = server ? learn(server) : serverWays.get(serverId);
    if (way) return way;
    throw new RockpoolError(say.unknownServer(serverId));
  }
  function targetOf({ poolId, address, hostKeys }: ServerWay, { user }: PoolWay): SshTarget {
    return {
      ...{ address, port: SSH_PORT, user, hostKeys, onNewKey: say.onNewKey },
      credential: { kind: 'key', privateKey: poolKey(poolId) ?? '' },
    };
  }
  function open({ target, jump, noJump }: Plan): SshConnection {
    const through = async (signal: AbortSignal) => {
      if (!jump) throw new RockpoolError(noJump ?? say.unknownServer(target.address));
      return openThrough(jump, target, signal);
    };
    const isDirect = !jump && !noJump;
    return keepConnection(target, { clock, random, ...(isDirect ? {} : { through }) });
  }
  function jumpOf(pool: Pool, text: string): Pick<Plan, 'jump' | 'noJump'> {
    try {
      return { jump: text === '' ? undefined : dependencies.jump(pool.id, readJump(text)) };
    } catch (error) {
      if (!isRockpoolError(error)) throw error;
      return { jump: undefined, noJump: error.value };
    }
  }
  /** Everything that leads to a server now. */
  function planOf(serverId: string): Plan {
    const way = wayTo(serverId);
    const pool = pools.get(way.poolId);
    if (!pool) throw new RockpoolError(say.unknownServer(serverId));
    const poolWay = wayOf(pool);
    return { target: targetOf(way, poolWay), ...jumpOf(pool, poolWay.jump) };
  }
  function drop(serverId: string): void {
    kept.get(serverId)?.connection[Symbol.dispose]();
    kept.delete(serverId);
  }
  function forget(serverId: string): void {
    drop(serverId);
    listed.delete(serverId);
    if (serverWays.get(serverId)) serverWays.remove(serverId);
  }
  function forgetOf(isGone: (way: Pick<ServerWay, 'hostId' | 'poolId'>) => boolean): void {
    const servers = [...serverWays.all().map(way => ({ ...way, serverId: way.id })), ...listed.values()];
    const gone = new Set(servers.filter(isGone).map(({ serverId }) => serverId));
    if (gone.size === 0) return;
    store.transaction(() => {
      for (const serverId of gone) forget(serverId);
    });
  }

  const unsubscribe: Disposer = store.onCommit(({ hosts: changed, pools: changedPools }) => {
    const ended = new Set(changed?.removed ?? []);
    for (const host of Object.values(changed?.put ?? {})) if (!isHost(host)) ended.add(host.id);
    const endedPools = new Set(changedPools?.removed ?? []);
    if (ended.size + endedPools.size === 0) return;
    forgetOf(({ hostId, poolId }) => ended.has(hostId) || endedPools.has(poolId));
  });
  // Of hosts that went while nobody was looking.
  forgetOf(({ hostId }) => !isHost(hosts.get(hostId)));

  return {
    seen(server) {
      listed.set(server.serverId, server);
      learn(server);
    },
    way: wayTo,
    lastSeen: serverId => listed.get(serverId),
    to(serverId) {
      const plan = planOf(serverId);
      const known = kept.get(serverId);
      if (known && isSamePlan(known, plan)) return known.connection;
      if (known && knowsMore(known, plan)) {
        // It is asked for them when it connects anew.
        known.target.hostKeys = plan.target.hostKeys;
        return known.connection;
      }
      drop(serverId);
      const connection = open(plan);
      kept.set(serverId, { ...plan, connection });
      return connection;
    },
    strict(serverId, key) {
      const plan = planOf(serverId);
      return open({ ...plan, target: { ...plan.target, hostKeys: [key] } });
    },
    adopt(serverId, connection) {
      kept.get(serverId)?.connection.retire();
      kept.set(serverId, { ...planOf(serverId), target: connection.target, connection });
    },
    pin(serverId, hostKeys) {
      const way = wayTo(serverId);
      store.transaction(() => serverWays.put(serverId, { ...way, hostKeys: [...hostKeys] }));
    },
    [Symbol.dispose]() {
      unsubscribe();
      for (const serverId of [...kept.keys()]) drop(serverId);
    },
  };
}

const isHost = (host: Host | undefined): boolean => host !== undefined && host.phase !== 'removed';

/** Whether a connection to one serves the other. */
function isSamePlan(one: Plan, other: Plan): boolean {
  return (
    one.jump === other.jump &&
    one.noJump?.code === other.noJump?.code &&
    isSameTarget(one.target, other.target)
  );
}

/** Whether a connection stands that may go on where the host may show other keys as well from now on. */
function knowsMore({ connection, ...one }: Kept, other: Plan): boolean {
  const { hostKeys } = other.target;
  const isAmong = ({ fingerprint }: HostKey) => hostKeys.some(key => key.fingerprint === fingerprint);
  const isSuperset = one.target.hostKeys.every(isAmong);
  return (
    connection.state === 'open' &&
    isSuperset &&
    isSamePlan({ ...one, target: { ...one.target, hostKeys } }, other)
  );
}

function isSameTarget(one: SshTarget, other: SshTarget): boolean {
  return (
    one.address === other.address &&
    one.user === other.user &&
    isSameKeys(one.hostKeys, other.hostKeys) &&
    keyIn(one) === keyIn(other)
  );
}

const keyIn = ({ credential }: SshTarget) => (credential.kind === 'key' ? credential.privateKey : undefined);
