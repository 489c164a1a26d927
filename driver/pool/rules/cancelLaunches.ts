import { isBeingRemoved } from '../adopted';
import { hostsById, roster } from '../ledger';
import type { Ruling, View } from '../snapshot';

/**
 * A launch under way is given up once its instance is to go, or its host with all that is on it: it would be told of as
 * running when the host is gone already.
 */
export function cancelLaunches(view: View): Ruling {
  const { byId } = roster(view.instances);
  const hosts = hostsById(view.hosts);
  return {
    actions: [...view.inFlight.values()].flatMap(action => {
      if (action.type !== 'launch' && action.type !== 'resume') return [];
      const { instanceId, hostId } = action;
      const host = hosts.get(hostId);
      const isUnwanted = byId.get(instanceId)?.state === 'deleting';
      const isHostGoing = host && (host.wish?.what === 'remove' || isBeingRemoved(host, view));
      if (!isUnwanted && !isHostGoing) return [];
      const reason = isUnwanted ? 'It is to be destroyed before it is ready.' : 'Its host is to go.';
      return [{ type: 'cancel', instanceId, reason }];
    }),
  };
}
