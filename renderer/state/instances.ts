import { type Instance, isLive } from '../../driver/model/instance';
import type { State } from '../../driver/model/state';
import { derived, resorted } from './derived';

/** The live instances on each host, by its id; the array of a host is the same until something on it changes. */
export const liveByHost: (instances: State['instances']) => ReadonlyMap<string, readonly Instance[]> =
  derived(
    'instances',
    instances => {
      const byHost = new Map<string, Instance[]>();
      for (const instance of Object.values(instances)) {
        if (!isOnHost(instance)) continue;
        const those = byHost.get(instance.hostId);
        if (those) those.push(instance);
        else byHost.set(instance.hostId, [instance]);
      }
      return byHost;
    },
    (present, { ids, before, after }) => {
      const byHost = new Map(present);
      for (const hostId of new Set([...before, ...after].filter(isOnHost).map(one => one.hostId))) {
        const own = after.filter(one => isOnHost(one) && one.hostId === hostId);
        const now = new Map(own.map(one => [one.id, one]));
        const stayed = (present.get(hostId) ?? []).flatMap(one => {
          const other = ids.has(one.id) ? now.get(one.id) : one;
          now.delete(one.id);
          return other ?? [];
        });
        byHost.set(hostId, [...stayed, ...now.values()]);
      }
      return byHost;
    },
  );

function isOnHost(instance: Instance): instance is Instance & { hostId: string } {
  return instance.hostId !== undefined && isLive(instance);
}

/** Those that run and have an end, the first to end first. */
export const runningByEnd: (instances: State['instances']) => readonly Instance[] = derived(
  'instances',
  instances => Object.values(instances).filter(hasEnd).sort(byEnd),
  (present, { ids, after }) => resorted(present, ids, after.filter(hasEnd), byEnd),
);

const hasEnd = ({ state, expiresAt }: Instance) => state === 'running' && expiresAt !== undefined;
const byEnd = (a: Instance, b: Instance) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0);
