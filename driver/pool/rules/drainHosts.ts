import { type HostMove, isComing } from '../../model/hostPhases';
import { mayBeInUse } from '../adopted';
import { lack } from '../growth';
import { type Action, hostSubject, type Ruling, type View } from '../snapshot';
import { standings } from '../standing';

/**
 * In shutdown mode an active host takes no more instances, and one that isn't active yet goes. A host that drains
 * takes instances again when the reason for that is gone.
 */
export function drainHosts(view: View): Ruling {
  const actions: Action[] = [];
  let isOneBack = false;
  const { all, unsettled } = standings(view);
  for (const { host } of view.config.DD_SHUTDOWN_MODE ? all : unsettled) {
    const { id, phase, leaving, wish } = host;
    const isConcerned = view.config.DD_SHUTDOWN_MODE
      ? phase === 'active' || isComing(phase)
      : phase === 'draining';
    if (!isConcerned || !view.isFree(hostSubject(id))) continue;
    const goes = (move: HostMove, reason: string) =>
      actions.push({ type: 'moveHost', hostId: id, ...move, changes: { leaving: 'shutdown' }, reason });
    const returns = (reason: string) =>
      actions.push({ type: 'moveHost', hostId: id, from: 'draining', to: 'active', reason });
    if (view.config.DD_SHUTDOWN_MODE) {
      if (phase === 'active') goes({ from: phase, to: 'draining' }, 'The pool is in shutdown mode.');
      else if (isComing(phase) && !mayBeInUse(host, view)) {
        goes({ from: phase, to: 'removing' }, 'The pool is in shutdown mode, and it is not ready yet.');
      }
    } else if (phase === 'draining') {
      const cause = leaving ?? 'shutdown';
      if (cause === 'shutdown') returns('The shutdown mode was switched off.');
      else if (cause === 'admin' && !wish) returns('The order to drain it was taken back.');
      else if (cause === 'surplus' && !isOneBack && mayReturn(view)) {
        isOneBack = true;
        returns('It is needed after all.');
      }
    }
  }
  return { actions };
}

/** True if a host that goes as surplus is needed again, and there may be one more: it comes back, one a round. */
export function mayReturn(view: View): boolean {
  const { unsettled } = standings(view);
  if (!unsettled.some(({ host }) => host.phase === 'draining' && host.leaving === 'surplus')) return false;
  const staying = view.hosts.filter(({ phase }) => phase !== 'draining' && phase !== 'removing').length;
  return staying < view.config.DD_MAX_HOSTS && lack(view).launches.size > 0;
}
