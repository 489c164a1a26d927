import type { Host } from '../../model/host';
import { isRemovalOutdated } from '../adopted';
import { hostsById, roster } from '../ledger';
import { type Action, instanceSubject, type Ruling, type View } from '../snapshot';
import { hostLost, removedByAdmin } from './messages';

/**
 * An instance whose host is being removed, or isn't there any more, has failed. Those that were free when their host
 * was given up have their reason already; a launch that was under way then hears of it here.
 */
export function loseInstances(view: View): Ruling {
  const hosts = hostsById(view.hosts);
  const actions: Action[] = [];
  const stays = (hostId: string | undefined) => hostId === undefined || isStaying(hosts.get(hostId), view);
  const left = [...roster(view.instances).byHost].flatMap(([hostId, own]) => (stays(hostId) ? [] : own));
  for (const { id, state, error, hostId } of left) {
    if (hostId === undefined || error || (state !== 'provisioning' && state !== 'running')) continue;
    if (!view.isFree(instanceSubject(id))) continue;
    const host = hosts.get(hostId);
    const name = host?.name ?? hostId;
    actions.push({
      type: 'doom',
      instanceId: id,
      reason: 'Its host is given up.',
      error:
        host?.leaving === 'admin'
          ? removedByAdmin(name)
          : hostLost(name, 'It was removed from the pool while the launch was under way.'),
    });
  }
  return { actions };
}

function isStaying(host: Host | undefined, view: View): boolean {
  return host !== undefined && (host.phase !== 'removing' || isRemovalOutdated(host, view));
}
