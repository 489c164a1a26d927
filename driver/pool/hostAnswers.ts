import type { InstanceWork } from '../instances';
import type { Clock } from '../model/clock';
import type { Instance } from '../model/instance';
import { hasManyHosts, type Pool } from '../model/pool';
import type { Provider } from '../providers';
import type { Store } from '../store/store';
import type { HostRows } from './hosts';
import { isNews } from './news';
import { noteListing } from './notes';
import { type HostListing, hostSubject, instanceSubject, type Observed } from './snapshot';
import type { Troubles } from './troubles';

export interface HostAnswersDependencies {
  store: Store;
  work: InstanceWork;
  hostRows: HostRows;
  troubles: Troubles;
  provider: Provider;
  clock: Clock;
  pool(): Pool | undefined;
  /** The instances of the pool that are recorded on a host. */
  instancesOn(hostId: string): readonly Instance[];
  /** From when on (monotonic) a listing counts for all that rules ask of an active host. */
  countsFrom(): number;
  /** Asks which machines there are. */
  askMachines(): void;
  /** Called where another plan may be made now. */
  onNews(): void;
}

/** An engine that hasn't answered yet may take this long before it is said not to. */
const START_GRACE_MS = 5_000;

/** @returns what follows from each answer of a host's engine, and from its silence */
export function hearHosts(dependencies: HostAnswersDependencies) {
  const { store, work, hostRows, troubles, provider, clock, pool, instancesOn } = dependencies;
  const heardSince = clock.monotonic();

  /**
   * A private engine starts together with the app, that of a new host after its machine; while that is prepared its engine is
   * started anew, or stopped so that the machine can be copied.
   */
  function isEarly(id: string, { last }: Observed<HostListing>): boolean {
    const { phase, adoptedAt } = store.hosts.get(id) ?? {};
    if (phase === 'preparing' && provider.keepStart !== undefined && adoptedAt === undefined) return true;
    const isNew =
      (phase === 'spawned' && hasManyHosts(pool()?.provider ?? 'local')) ||
      (phase === 'preparing' && provider.prepare !== undefined);
    return !last && (isNew || clock.monotonic() - heardSince < START_GRACE_MS);
  }

  return (id: string, observed: Observed<HostListing>, before: Observed<HostListing>): void => {
    // What failed while the engine was away says nothing about the next try.
    if (before.failure && !observed.failure) {
      troubles.clear(hostSubject(id));
      for (const instance of instancesOn(id)) troubles.clear(instanceSubject(instance.id));
      dependencies.askMachines();
    }
    if (!isEarly(id, observed)) hostRows.noteAnswer(id, observed);
    noteListing(id, observed, store, work);
    const [host, own] = [store.hosts.get(id), instancesOn(id)];
    if (isNews(before, observed, { host, own, countsFrom: dependencies.countsFrom() })) dependencies.onNews();
  };
}
