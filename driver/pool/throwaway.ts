import type { Clock } from '../model/clock';
import { isCancelled, RockpoolError } from '../model/errors';
import type { Host } from '../model/host';
import type { MachineCheck } from '../model/labMachine';
import type { Pool } from '../model/pool';
import type { Machine, Provider } from '../providers';
import type { Store } from '../store/store';
import type { HostRows } from './hosts';
import type { LeaseStanding } from './lease';
import type { Observer } from './observer';
import * as say from './trialMessages';

export interface ThrowawayDependencies {
  provider: Provider;
  store: Pick<Store, 'hosts' | 'durable'>;
  hostRows: HostRows;
  machines: Pick<Observer<readonly Machine[]>, 'observed' | 'ask'>;
  /** As of the last round. */
  lease(): LeaseStanding | undefined;
  /** That its machine was asked for just now. */
  touched(hostId: string): void;
  clock: Clock;
}

/** What becomes of a throw-away host, each waited for, and none for ever. */
export interface Throwaway {
  /** Asks for its machine, once the pool is ours to write to. */
  make(host: Host, pool: Pool, signal: AbortSignal): Promise<void>;
  /** The host once its machine runs. @throws RockpoolError, also why the machine has failed */
  started(host: Host, signal: AbortSignal): Promise<Host>;
  /** Whether anything is left, once the machine is gone. */
  gone(host: Host, signal: AbortSignal): Promise<MachineCheck>;
}

const LOOK_EVERY_MS = 3_000;
/** Another controller may have to be waited for. */
const LEASE_LIMIT_MS = 5 * 60_000;
const START_LIMIT_MS = 20 * 60_000;
const END_LIMIT_MS = 15 * 60_000;

export function throwawayOf(dependencies: ThrowawayDependencies): Throwaway {
  const { provider, store, hostRows, machines, clock } = dependencies;

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
      await provider.create(host, { signal, onId: askedId => hostRows.note(host.id, { askedId }) });
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

  return { make, started, gone };
}
