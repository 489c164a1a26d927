import type { Clock, Random } from '../model/clock';
import { isCancelled, RockpoolError, sentence, toErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { MachineCheck } from '../model/labMachine';
import type { Pool } from '../model/pool';
import { isUnderWay } from '../model/shutdown';
import { TRIAL_STEPS, type TrialStep, type TriedHost } from '../model/triedHost';
import type { Machine, Provider } from '../providers';
import type { Store } from '../store/store';
import { type HostRows, newHostId } from './hosts';
import type { LeaseStanding } from './lease';
import type { Observer } from './observer';
import { type Action, hostSubject } from './snapshot';
import * as say from './trialMessages';

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

export interface TrialDependencies {
  pool(): Pool | undefined;
  provider: Provider;
  store: Pick<Store, 'hosts' | 'shutdowns' | 'durable'>;
  hostRows: HostRows;
  machines: Pick<Observer<readonly Machine[]>, 'observed' | 'ask'>;
  /** As of the last round. */
  lease(): LeaseStanding | undefined;
  /** That its machine was asked for just now. */
  touched(hostId: string): void;
  clock: Clock;
  random: Random;
  /** Something else is under way, or has ended. */
  onChange(): void;
}

const LOOK_EVERY_MS = 3_000;
/** Another controller may have to be waited for. */
const LEASE_LIMIT_MS = 5 * 60_000;
const START_LIMIT_MS = 20 * 60_000;
const END_LIMIT_MS = 15 * 60_000;

export function createTrials(dependencies: TrialDependencies): Trials {
  const { provider, store, hostRows, machines, clock, random, onChange } = dependencies;
  const inFlight = new Map<string, Action>();
  let stop: AbortController | undefined;

  async function until<T>(
    look: () => T | undefined,
    { limitMs, late, signal }: { limitMs: number; late: () => RockpoolError; signal: AbortSignal },
  ): Promise<T> {
    const begun = clock.monotonic();
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (clock.monotonic() - begun >= limitMs) throw late();
      await clock.sleep(LOOK_EVERY_MS, { signal });
    }
  }

  async function make(host: Host, pool: Pool, signal: AbortSignal): Promise<void> {
    await until(() => dependencies.lease()?.mayWrite || undefined, {
      ...{ limitMs: LEASE_LIMIT_MS, signal },
      late: () => new RockpoolError(say.notOurs(pool.name, dependencies.lease()?.reason)),
    });
    await store.durable();
    signal.throwIfAborted();
    try {
      await provider.create(host, { signal });
    } catch (error) {
      // The pool has become another's in this moment.
      if (isCancelled(error) && !signal.aborted) throw new RockpoolError(say.notOurs(pool.name));
      throw error;
    } finally {
      dependencies.touched(host.id);
    }
  }

  async function started({ id, name }: Host, signal: AbortSignal): Promise<Host> {
    return until(
      () => {
        machines.ask();
        const machine = machines.observed.last?.value.find(({ hostId }) => hostId === id);
        const host = store.hosts.get(id);
        if (!machine || !host) return undefined;
        if (machine.state === 'failed') throw new RockpoolError(machine.failure ?? say.hasFailed(name));
        const { providerId } = machine;
        if (host.providerId !== providerId) hostRows.note(id, { providerId });
        return machine.state === 'running' && machine.engineUrl ? { ...host, providerId } : undefined;
      },
      {
        ...{ limitMs: START_LIMIT_MS, signal },
        late: () => new RockpoolError(say.neverRan(name, START_LIMIT_MS)),
      },
    );
  }

  /** What is still listed of it once its machine is gone; undefined: nobody can say. */
  async function remains(hostId: string, signal: AbortSignal): Promise<string[] | undefined> {
    try {
      const all = (await provider.resources?.({ signal })) ?? [];
      return all.filter(one => one.hostId === hostId).map(({ kind, name }) => `${kind} ${name}`);
    } catch (error) {
      if (isCancelled(error)) throw error;
      return undefined;
    }
  }

  async function gone({ id, name }: Host, signal: AbortSignal): Promise<MachineCheck> {
    const phase = () => store.hosts.get(id)?.phase;
    const isGone = () => phase() === undefined || phase() === 'removed' || undefined;
    const late = () => new RockpoolError(say.neverGone(name, END_LIMIT_MS));
    await until(isGone, { limitMs: END_LIMIT_MS, late, signal });
    const left = await remains(id, signal);
    if (left?.length === 0)
      return { name: 'end', state: 'ok', found: 'It is gone, and nothing with its mark is listed any more.' };
    return {
      ...{ name: 'end', state: 'warning' },
      found: `Its machine is gone. ${left ? `Still listed: ${left.join(', ')}.` : 'What else it had could not be listed.'}`,
      fix: 'Rockpool looks again by itself; Driver Hosts lists what is left over.',
    };
  }

  async function tryOut(pool: Pool, host: Host, tell: Teller, signal: AbortSignal): Promise<void> {
    await tell.step('machine', async () => {
      tell.line(`Asking for ${host.name}, of the flavor ${host.flavor}.`);
      await make(host, pool, signal);
      return `${host.name}, of the flavor ${host.flavor}, is asked for.`;
    });
    const running = await tell.step('start', async passed => {
      tell.line('Waiting until it runs, for 20 minutes at most.');
      const found = await started(host, signal);
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
          return gone(host, signal);
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

type Told = string | MachineCheck | undefined;

interface Teller {
  readonly tried: TriedHost;
  readonly failedAt: TrialStep | undefined;
  line(text: string): void;
  /** What a step throws is why it is no good; thrown on. */
  step<T>(name: TrialStep, run: (passed: () => string) => Promise<Told | [Told, T]>): Promise<T | undefined>;
}

function tellerOf(clock: Clock, onProgress: TrialOptions['onProgress']): Teller {
  const found = new Map<TrialStep, MachineCheck>();
  const lines: string[] = [];
  let failedAt: TrialStep | undefined;
  const tried = (): TriedHost => ({
    checks: TRIAL_STEPS.map(name => found.get(name) ?? { name, state: 'open', found: 'Not come to yet.' }),
    lines: [...lines],
  });
  const tell = (name: TrialStep, check: MachineCheck) => {
    found.set(name, check);
    onProgress?.(tried());
  };
  return {
    get tried() {
      return tried();
    },
    get failedAt() {
      return failedAt;
    },
    line(text) {
      lines.push(text);
      onProgress?.(tried());
    },
    async step(name, run) {
      const begun = clock.monotonic();
      try {
        const answer = await run(() => `${Math.round((clock.monotonic() - begun) / 1000)} s`);
        const [told, value] = Array.isArray(answer) ? answer : [answer, undefined];
        tell(name, typeof told === 'object' ? told : { name, state: 'ok', found: told ?? '' });
        return value;
      } catch (error) {
        if (isCancelled(error)) throw error;
        failedAt = name;
        const { next, ...value } = toErrorValue(error);
        tell(name, {
          ...{ name, state: 'failed', found: sentence(value) },
          ...(next === undefined ? {} : { fix: next }),
        });
        throw error;
      }
    },
  };
}
