import { mayBeInUse } from '../adopted';
import { type Action, hostSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/** The preparation of a host that is to go is called off: in shutdown mode, or at the word of an admin. */
export function stopPreparing(view: View): Ruling {
  const actions: Action[] = [];
  for (const { host } of standings(view).unsettled) {
    const { id, phase, wish } = host;
    if (phase !== 'preparing' || view.inFlight.get(hostSubject(id))?.type !== 'prepareHost') continue;
    const isUnwanted = wish?.what === 'remove' || wish?.what === 'drain';
    if ((!view.config.DD_SHUTDOWN_MODE && !isUnwanted) || mayBeInUse(host, view)) continue;
    const reason = isUnwanted ? 'An admin wants it gone.' : 'The pool is in shutdown mode.';
    actions.push({ type: 'stopPreparing', hostId: id, reason });
  }
  return { actions };
}
