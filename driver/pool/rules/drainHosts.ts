import { lack } from '../growth';
import { type Action, hostSubject, type Ruling, type View } from '../snapshot';

/**
 * In shutdown mode an active host takes no more instances, and one that isn't active yet goes. A host that drains
 * takes instances again when the reason for that is gone.
 */
export function drainHosts(view: View): Ruling {
  const actions: Action[] = [];
  let isOneBack = false;
  for (const { id, phase, leaving, wish } of view.hosts) {
    if (!view.isFree(hostSubject(id))) continue;
    const move = (to: 'active' | 'draining' | 'removing', reason: string) =>
      actions.push({
        type: 'moveHost',
        hostId: id,
        to,
        reason,
        ...(to === 'active' ? {} : { changes: { leaving: 'shutdown' } }),
      });
    if (view.config.DD_SHUTDOWN_MODE) {
      if (phase === 'active') move('draining', 'The pool is in shutdown mode.');
      else if (['spawning', 'spawned', 'preparing'].includes(phase)) {
        move('removing', 'The pool is in shutdown mode, and it is not ready yet.');
      }
    } else if (phase === 'draining') {
      const cause = leaving ?? 'shutdown';
      if (cause === 'shutdown') move('active', 'The shutdown mode was switched off.');
      else if (cause === 'admin' && !wish) move('active', 'The order to drain it was taken back.');
      else if (cause === 'surplus' && !isOneBack && mayReturn(view)) {
        isOneBack = true;
        move('active', 'It is needed after all.');
      }
    }
  }
  return { actions };
}

/** True if a host that goes as surplus is needed again, and there may be one more: it comes back, one a round. */
export function mayReturn(view: View): boolean {
  if (!view.hosts.some(({ phase, leaving }) => phase === 'draining' && leaving === 'surplus')) return false;
  const staying = view.hosts.filter(({ phase }) => phase !== 'draining' && phase !== 'removing').length;
  return staying < view.config.DD_MAX_HOSTS && lack(view).launches.size > 0;
}
