import type { Random } from '../model/clock';
import { isCancelled, RockpoolError, toErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { Pool } from '../model/pool';
import { isUnderWay } from '../model/shutdown';
import type { TriedHost } from '../model/triedHost';
import type { Store } from '../store/store';
import { newHostId } from './hosts';
import { type Action, hostSubject } from './snapshot';
import { type ThrowawayDependencies, throwawayOf } from './throwaway';
import * as say from './trialMessages';
import { type Teller, tellerOf } from './trialSteps';

export interface TrialOptions {
  /** Aborted: the host is ended all the same, and nobody is told of it here. */
  signal: AbortSignal;
  /** Told what has been shown so far, each time there is more. */
  onProgress?: ((tried: TriedHost) => void) | undefined;
  by?: string | undefined;
}

/**
 * Throw-away hosts of one pool, by which its settings are proven. Such a host is being given back from the beginning, as far
 * as the records know: rules leave it alone while it is tried (its action is under way), and end it as any other
 * afterwards, also where that is another process of Rockpool since this one was killed.
 */
export interface Trials {
  /** What is under way, by subject. */
  readonly inFlight: ReadonlyMap<string, Action>;
  /**
   * Makes a host, enters it, ends it, and waits until it is gone. What does not work is in the answer.
   * @throws RockpoolError TRIAL_NOT_HERE, TRIAL_UNDER_WAY, POOL_SHUTTING_DOWN
   */
  run(options: TrialOptions): Promise<TriedHost>;
  /** Breaks off what is under way. */
  stop(): void;
}

export interface TrialDependencies extends ThrowawayDependencies {
  pool(): Pool | undefined;
  store: Pick<Store, 'hosts' | 'shutdowns' | 'durable'>;
  random: Random;
  /** Something else is under way, or has ended. */
  onChange(): void;
}

export function createTrials(dependencies: TrialDependencies): Trials {
  const { provider, store, hostRows, clock, random, onChange } = dependencies;
  const life = throwawayOf(dependencies);
  const inFlight = new Map<string, Action>();
  let stop: AbortController | undefined;

  async function tryOut(pool: Pool, host: Host, tell: Teller, signal: AbortSignal): Promise<void> {
    await tell.step('machine', async () => {
      tell.line(`Asking for ${host.name}, of the flavor ${host.flavor}.`);
      await life.make(host, pool, signal);
      return `${host.name}, of the flavor ${host.flavor}, is asked for.`;
    });
    const running = await tell.step('start', async passed => {
      tell.line('Waiting until it runs, for 20 minutes at most.');
      const found = await life.started(host, signal);
      return [`It runs after ${passed()}.`, found];
    });
    await tell.step('way to it', async passed => {
      tell.line('It runs. Waiting until it lets Rockpool in, for ten minutes at most.');
      const options = { config: pool.config, signal, onLine: tell.line, entersOnly: true };
      await provider.prepare?.(running ?? host, options);
      return `Rockpool is let in, ${passed()} after it ran.`;
    });
  }

  return {
    inFlight,
    async run({ signal: asked, onProgress, by = 'Rockpool' }) {
      const pool = dependencies.pool();
      if (pool?.provider !== 'openstack') throw new RockpoolError(say.noTrial(pool?.name ?? ''));
      if (stop) throw new RockpoolError(say.trialUnderWay(pool.name));
      if (isUnderWay(store.shutdowns.get(pool.id))) throw new RockpoolError(say.shuttingDown(pool.name));
      stop = new AbortController();
      const signal = AbortSignal.any([asked, stop.signal]);
      const { DD_HOST_FLAVOR_NAME_SMALL: flavor, DD_HOST_FLAVOR_SLOTS_SMALL: slots } = pool.config;
      const id = newHostId(random);
      const tell = tellerOf(clock, onProgress);
      try {
        // Before the record is there, so that no rule sees that without it.
        const reason = `${by} tries the settings with it.`;
        inFlight.set(hostSubject(id), { type: 'tryHost', hostId: id, reason });
        const wanted = { id, name: provider.nameOf(id), flavor, slots, isThrowaway: true };
        const host = hostRows.add(pool, wanted, reason);
        await tryOut(pool, host, tell, signal).catch((error: unknown) => {
          if (isCancelled(error)) throw error;
          if (tell.failedAt === 'machine' && isRefusal(error)) hostRows.forget(id);
        });
        const isMade = store.hosts.get(id) !== undefined;
        inFlight.delete(hostSubject(id));
        onChange();
        await tell.step('end', async () => {
          if (!isMade) return 'Nothing was made.';
          tell.line(`Ending ${host.name}.`);
          return life.gone(host, signal);
        });
      } catch (error) {
        if (isCancelled(error)) throw error;
      } finally {
        inFlight.delete(hostSubject(id));
        stop = undefined;
        onChange();
      }
      return tell.tried;
    },
    stop: () => stop?.abort(),
  };
}

/** Nothing was made. */
function isRefusal(error: unknown): boolean {
  return ['capacity', 'permanent', 'input'].includes(toErrorValue(error).kind);
}
