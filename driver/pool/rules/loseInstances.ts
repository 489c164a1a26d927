import type { Host } from '../../model/host';
import type { Instance } from '../../model/instance';
import { isBeingRemoved } from '../adopted';
import { type Action, instanceSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';
import { hostLost, removedByAdmin } from './messages';

/**
 * An instance whose host is being removed, or isn't there any more, has failed. Those that were free when their host
 * was given up have their reason already; a launch that was under way then hears of it here.
 */
export function loseInstances(view: View): Ruling {
  const { unsettled, elsewhere } = standings(view);
  const going = unsettled.filter(({ host, own }) => own.length > 0 && isBeingRemoved(host, view));
  return {
    actions: [
      ...going.flatMap(({ host, own }) => own.flatMap(instance => lose(instance, host, view))),
      ...elsewhere.flatMap(instance => lose(instance, view.removed.get(instance.hostId ?? ''), view)),
    ],
  };
}

function lose({ id, state, error, hostId = '' }: Instance, host: Host | undefined, view: View): Action[] {
  if (error || (state !== 'provisioning' && state !== 'running')) return [];
  if (!view.isFree(instanceSubject(id))) return [];
  const name = host?.name ?? hostId;
  const why =
    host?.leaving === 'admin'
      ? removedByAdmin(name)
      : hostLost(name, 'It was removed from the pool while the launch was under way.');
  return [{ type: 'doom', instanceId: id, reason: 'Its host is given up.', error: why }];
}
