import type { Engines } from '../engine';
import { hostIdOf, type InstanceWork } from '../instances';
import type { Clock, Disposer } from '../model/clock';
import { sentence, toErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { HostLogLine } from '../model/hostLook';
import { withTag } from '../model/image';
import { type ImageSupply, imageSupply, type SupplyStanding } from '../model/imageSupply';
import { isLive } from '../model/instance';
import type { Log } from '../model/log';
import { GPU_POOL, hasManyHosts, type Pool } from '../model/pool';
import { launchable, type Pools } from '../pool';
import type { Store } from '../store/store';
import { type HostMemory, supplyHost } from './hostSupply';

/** Keeps the active hosts supplied with images, while they work. */
export interface Supplies extends AsyncDisposable {
  /** How the images of the directory stand with a host, by name; what is missing here is there, or on its way. */
  of(host: Host): ReadonlyMap<string, SupplyStanding>;
  /** Tries again now what could not be brought; without a name all of it. */
  retry(hostIds: readonly string[], name?: string): void;
}

export interface SuppliesDependencies {
  store: Store;
  engines: Pick<Engines, 'connect'>;
  work: Pick<InstanceWork, 'ensureImage' | 'forgetImage'>;
  pools: Pick<Pools, 'plans' | 'onPlan'>;
  /** For people, about one host. */
  hostLog(hostId: string, level: HostLogLine['level'], text: string): void;
  clock: Clock;
  log: Log;
}

/** What changes within it is looked at once. */
const GATHER_MS = 500;
/** What nobody tells of is looked at this often: an instance that has ended, an image that somebody has removed there. */
const EVERY_MS = 5 * 60_000;
/** An engine that can't be asked is asked again then, or when it is seen to be back. */
const AWAY_MS = 30_000;
const STOP_LIMIT_MS = 5_000;

interface Followed {
  readonly memory: HostMemory;
  running: { abort: AbortController; ended: Promise<void> } | undefined;
  /** Something has changed since the round began. */
  isStale: boolean;
  cancelTimer: Disposer;
}

export function createSupplies(dependencies: SuppliesDependencies): Supplies {
  const { store, engines, work, pools, hostLog, clock, log } = dependencies;
  const hosts = new Map<string, Followed>();
  /** Outlasts times in which a host can't be supplied. */
  const memories = new Map<string, HostMemory>();
  const leases = new Map<string, string | undefined>();
  let stopped = false;

  function supplyOf(host: Host, pool: Pool): ImageSupply {
    return imageSupply(store.images.all(), {
      needed: neededBy(pool),
      all: pool.config.DD_PUSH_ALL_IMAGES,
      architecture: host.facts?.architecture,
      gpu: pool.name === GPU_POOL,
    });
  }
  const neededBy = (pool: Pool) => launchable(pool, store).map(({ docker_image: image }) => image);

  /** The pool of a host that is ours to supply now. */
  function poolOf(host: Host | undefined): Pool | undefined {
    if (host?.phase !== 'active' || host.unreachable || host.engineUrl === undefined) return undefined;
    const pool = store.pools.get(host.poolId);
    if (!pool || !hasManyHosts(pool.provider) || pool.config.DD_SHUTDOWN_MODE) return undefined;
    const lease = pools.plans().find(({ id }) => id === pool.id)?.lease;
    return lease === undefined || lease.state === 'held' ? pool : undefined;
  }

  /** What instances may start from, or blueprints may want next. */
  function usedOn(host: Host, pool: Pool): Set<string> {
    const live = [...store.instances.by(hostIdOf, host.id).values()].filter(isLive);
    const names = [...live.map(({ config }) => config.docker_image), ...neededBy(pool)];
    return new Set(names.flatMap(name => store.images.get(withTag(name))?.imageId ?? []));
  }

  function soon(id: string, ms: number): void {
    const followed = hosts.get(id);
    if (!followed || stopped) return;
    if (followed.running) {
      followed.isStale = true;
      return;
    }
    followed.cancelTimer();
    followed.cancelTimer = clock.timer(ms, () => begin(id, followed));
  }

  function begin(id: string, followed: Followed): void {
    const abort = new AbortController();
    followed.isStale = false;
    const ended = round(id, followed.memory, abort.signal).then(next => {
      followed.running = undefined;
      const due =
        next === undefined ? EVERY_MS : Math.min(EVERY_MS, Math.max(GATHER_MS, next - clock.monotonic()));
      if (hosts.get(id) === followed) soon(id, followed.isStale ? GATHER_MS : due);
    });
    followed.running = { abort, ended };
  }

  /** @returns when the next is due (monotonic) */
  async function round(id: string, memory: HostMemory, signal: AbortSignal): Promise<number | undefined> {
    const host = store.hosts.get(id);
    const pool = poolOf(host);
    if (!host || !pool || host.engineUrl === undefined) return undefined;
    try {
      return await supplyHost(
        {
          engine: engines.connect(host.engineUrl),
          supply: supplyOf(host, pool),
          memory,
          image: name => store.images.get(name),
          used: () => usedOn(host, pool),
          work,
          note: (level, text) => hostLog(id, level, text),
          clock,
        },
        { signal },
      );
    } catch (error) {
      if (!signal.aborted)
        log.info('a host could not be supplied with images', {
          hostId: id,
          error: sentence(toErrorValue(error)),
        });
      return clock.monotonic() + AWAY_MS;
    }
  }

  /** Begins to follow a host, or ends it where it isn't ours to supply any more. */
  function follow(id: string): void {
    const followed = hosts.get(id);
    if (poolOf(store.hosts.get(id))) {
      if (!followed) {
        const memory = memories.get(id) ?? {
          failures: new Map(),
          unwantedSince: new Map(),
          there: new Set(),
        };
        memories.set(id, memory);
        hosts.set(id, { memory, running: undefined, isStale: false, cancelTimer: () => undefined });
      }
      soon(id, GATHER_MS);
    } else if (followed) {
      hosts.delete(id);
      followed.cancelTimer();
      followed.running?.abort.abort();
    }
  }

  const followAll = () => {
    for (const { id } of store.hosts.all()) follow(id);
  };
  const unsubscribe = [
    store.onCommit(diff => {
      if (diff.images || diff.blueprints || diff.templates || diff.pools) followAll();
      else for (const id of Object.keys(diff.hosts?.put ?? {})) followIfChanged(id);
    }),
    pools.onPlan(diff => {
      // Whether a pool is ours to write to is no record.
      const changed = Object.values(diff.plans?.put ?? {}).filter(
        plan => leases.get(plan.id) !== plan.lease?.state,
      );
      for (const { id, lease } of changed) leases.set(id, lease?.state);
      if (changed.length > 0) for (const { id } of store.hosts.all()) followIfChanged(id);
    }),
  ];
  /** Records of hosts are written for many reasons; only what makes one ours to supply, or not, is one of ours. */
  function followIfChanged(id: string): void {
    const host = store.hosts.get(id);
    if (hosts.has(id) !== (poolOf(host) !== undefined)) follow(id);
    if (!host || host.phase === 'removed') memories.delete(id);
  }
  followAll();

  return {
    of(host) {
      const standings = new Map<string, SupplyStanding>();
      const pool = store.pools.get(host.poolId);
      if (!pool || !hasManyHosts(pool.provider)) return standings;
      const { wanted, leftOut } = supplyOf(host, pool);
      const followed = hosts.get(host.id);
      for (const { name, why } of leftOut) standings.set(name, { standing: 'left out', why });
      for (const name of followed ? wanted : []) {
        const failure = followed?.memory.failures.get(name);
        if (!failure || failure.imageId !== store.images.get(name)?.imageId) {
          standings.set(name, { standing: 'queued' });
          continue;
        }
        const { error, retryAt } = failure;
        const inMs = retryAt === undefined ? undefined : retryAt - clock.monotonic();
        standings.set(name, {
          ...{ standing: 'failed', error },
          ...(inMs === undefined ? {} : { retryAt: clock.now() + inMs }),
        });
      }
      return standings;
    },
    retry(ids, name) {
      for (const id of ids) {
        const failures = hosts.get(id)?.memory.failures;
        if (name === undefined) failures?.clear();
        else failures?.delete(withTag(name));
        soon(id, 0);
      }
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      for (const stop of unsubscribe) stop();
      const running = [...hosts.values()].map(followed => {
        followed.cancelTimer();
        followed.running?.abort.abort();
        return followed.running?.ended;
      });
      const late = new AbortController();
      await Promise.race([
        Promise.all(running),
        clock.sleep(STOP_LIMIT_MS, { signal: late.signal }).catch(() => undefined),
      ]);
      late.abort();
    },
  };
}
