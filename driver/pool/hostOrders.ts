import type { Activity } from '../activity/activity';
import type { Clock } from '../model/clock';
import { RockpoolError } from '../model/errors';
import { type Host, type HostOrder, type HostSettings, hostSettingsSchema } from '../model/host';
import { isLive } from '../model/instance';
import { hasManyHosts, slotsOfFlavor } from '../model/pool';
import type { Store } from '../store/store';

/** What an admin orders about single hosts. It is noted with the host; the rules see to it. */
export interface HostOrders {
  /**
   * `drain`: no more launches, removed once empty. `replace`: the same, after another is there. `remove`: at
   * once, with what runs on it. `prepare`: what is active is prepared once more; nothing is launched there meanwhile.
   * @throws RockpoolError NOT_FOUND, HOST_FIXED, HOST_NOT_ACTIVE
   */
  order(ids: readonly string[], what: HostOrder): void;
  /** Takes an order back, as far as it hasn't been carried out; what is removed stays so. @throws RockpoolError NOT_FOUND */
  withdraw(ids: readonly string[]): void;
  /** Nothing is launched there any more, or is again; what runs goes on. @throws RockpoolError NOT_FOUND */
  cordon(ids: readonly string[], cordoned: boolean): void;
  /** @throws RockpoolError NOT_FOUND, SLOTS_IN_USE */
  set(id: string, settings: Partial<HostSettings>): Host;
}

const told = {
  drain: 'is to take no more instances and to go once it is empty',
  replace: 'is to be replaced',
  remove: 'is to be removed with what runs on it',
  prepare: 'is to be prepared again',
};

export function createHostOrders({
  store,
  clock,
  activity,
}: {
  store: Store;
  clock: Clock;
  activity: Activity;
}): HostOrders {
  const { hosts } = store;

  function find(id: string): Host {
    const host = hosts.get(id);
    if (host && host.phase !== 'removed') return host;
    throw new RockpoolError({
      kind: 'input',
      code: 'NOT_FOUND',
      what: 'This host does not exist any more.',
      where: host?.name ?? id,
      next: 'Look at the list again.',
    });
  }
  function put(host: Host, text: string): void {
    hosts.put(host.id, host);
    activity.note('info', `The host "${host.name}" ${text}.`, { hostId: host.id, poolId: host.poolId });
  }
  const each = (ids: readonly string[], work: (host: Host) => void) =>
    store.transaction(() => ids.map(find).forEach(work));

  return {
    order: (ids, what) =>
      each(ids, host => {
        const pool = store.pools.get(host.poolId);
        if (what === 'prepare') {
          if (host.phase !== 'active') throw new RockpoolError(notActive(host));
        } else if (pool && !hasManyHosts(pool.provider)) {
          throw new RockpoolError(fixed(host, pool.name));
        }
        put({ ...host, wish: { what, at: clock.now() } }, told[what]);
      }),
    withdraw: ids =>
      each(ids, host => {
        const { wish, ...rest } = host;
        if (wish) put(rest, 'is to stay');
      }),
    cordon: (ids, cordoned) =>
      each(ids, host => {
        if ((host.cordoned !== undefined) === cordoned) return;
        const { cordoned: _, ...rest } = host;
        if (cordoned)
          put({ ...rest, cordoned: { since: clock.now() } }, 'is cordoned: nothing is launched there');
        else put(rest, 'is no longer cordoned');
      }),
    set: (id, changes) =>
      store.transaction(() => {
        const host = find(id);
        const settings = hostSettingsSchema.parse({ ...host.settings, ...changes });
        const used = store.instances
          .all()
          .filter(instance => instance.hostId === id && isLive(instance))
          .reduce((sum, { slots }) => sum + slots, 0);
        if (settings.slots !== null && settings.slots < used) throw new RockpoolError(inUse(host, used));
        const config = store.pools.get(host.poolId)?.config;
        const slots = settings.slots ?? (config && slotsOfFlavor(host.flavor, config)) ?? host.slots;
        put({ ...host, settings, slots }, 'has new settings');
        return find(id);
      }),
  };
}

function fixed({ name }: Host, pool: string) {
  return {
    kind: 'input' as const,
    code: 'HOST_FIXED',
    what: 'This host can be neither drained nor removed.',
    where: name,
    why: `The pool "${pool}" has just the engine of this machine.`,
    next: 'Cordon it to launch nothing there, or switch the shutdown mode of the pool on.',
  };
}

function notActive({ name, phase }: Host) {
  return {
    kind: 'input' as const,
    code: 'HOST_NOT_ACTIVE',
    what: 'Only an active host can be prepared again.',
    where: name,
    why: `It is ${phase}.`,
    next: 'A host that is on its way is prepared anyhow; one that goes takes no more instances.',
  };
}

function inUse({ name }: Host, used: number) {
  return {
    kind: 'input' as const,
    code: 'SLOTS_IN_USE',
    what: `The host needs at least ${used} slots.`,
    where: name,
    why: 'So many are in use by its instances.',
    next: `Give it ${used} or more, or cordon it until some have ended.`,
  };
}
