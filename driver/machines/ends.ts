import { hostIdOf } from '../instances';
import type { Clock, Disposer } from '../model/clock';
import { sentence, toErrorValue } from '../model/errors';
import { type Host, isOverSsh } from '../model/host';
import { isLive } from '../model/instance';
import type { Log } from '../model/log';
import { type InstanceEnds, writeEnds } from '../preparation';
import type { SshConnection } from '../ssh';
import type { Store } from '../store/store';

interface Dependencies {
  store: Store;
  clock: Clock;
  log: Log;
  /** Undefined: a machine that is on no list. */
  connectionOf(machineId: string): SshConnection | undefined;
  write?: typeof writeEnds;
}

/** What changes within it is written at once. */
const GATHER_MS = 500;
const AGAIN_MS = 30_000;

/** One host: what it was told, and what is on its way to it. */
interface Told {
  ends: InstanceEnds;
  writing: boolean;
  again: Disposer | undefined;
}

/**
 * Tells the hosts over SSH when what runs on them ends, each time that changes: they end it themselves while this
 * workstation sleeps, and an extension must not be missed by them.
 */
export function followEnds({ store, clock, log, connectionOf, write = writeEnds }: Dependencies): Disposable {
  const stop = new AbortController();
  const { signal } = stop;
  const hosts = new Map<string, Told>();

  function endsOn(hostId: string): InstanceEnds {
    const live = [...store.instances.by(hostIdOf, hostId).values()].filter(isLive);
    return new Map(live.map(({ id, expiresAt = 0 }) => [id, expiresAt]));
  }
  function follow({ id, phase, providerId, engineUrl }: Host): void {
    const isThere = (phase === 'active' || phase === 'draining') && isOverSsh(engineUrl);
    if (!isThere || providerId === undefined) {
      hosts.get(id)?.again?.();
      hosts.delete(id);
      return;
    }
    const told = hosts.get(id) ?? { ends: new Map(), writing: false, again: undefined };
    hosts.set(id, told);
    soon(id, providerId, told, GATHER_MS);
  }
  function soon(id: string, machineId: string, told: Told, ms: number): void {
    if (told.writing || told.again || signal.aborted) return;
    told.again = clock.timer(ms, () => {
      told.again = undefined;
      void tell(id, machineId, told);
    });
  }
  async function tell(id: string, machineId: string, told: Told): Promise<void> {
    const ends = endsOn(id);
    const news = new Map([...ends].filter(([instance, at]) => told.ends.get(instance) !== at));
    const connection = connectionOf(machineId);
    if (news.size === 0 || !connection) return;
    told.writing = true;
    try {
      await write(connection, news, { signal });
      told.ends = ends;
    } catch (error) {
      if (signal.aborted) return;
      log.warn('A host could not be told when its instances end.', {
        hostId: id,
        error: sentence(toErrorValue(error)),
      });
    } finally {
      told.writing = false;
    }
    // What has changed meanwhile, or what was not taken.
    if (hosts.get(id) === told) soon(id, machineId, told, told.ends === ends ? GATHER_MS : AGAIN_MS);
  }

  for (const host of store.hosts.all()) follow(host);
  const unsubscribe = store.onCommit(({ hosts: changed, instances }) => {
    const touched = new Set(Object.keys(changed?.put ?? {}));
    for (const { hostId } of Object.values(instances?.put ?? {}))
      if (hostId !== undefined) touched.add(hostId);
    for (const id of touched) {
      const host = store.hosts.get(id);
      if (host) follow(host);
    }
  });
  return {
    [Symbol.dispose]() {
      unsubscribe();
      stop.abort();
      for (const { again } of hosts.values()) again?.();
    },
  };
}
