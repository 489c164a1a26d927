import { type Action, hostSubject, type Ruling, type View } from '../snapshot';

/** In shutdown mode an active host takes no more instances; when it is switched off, one that drains does again. */
export function drainHosts(view: View): Ruling {
  const actions: Action[] = [];
  const shutdown = view.config.DD_SHUTDOWN_MODE;
  for (const { id, phase } of view.hosts) {
    if (!view.isFree(hostSubject(id))) continue;
    if (shutdown && phase === 'active') {
      actions.push({ type: 'moveHost', hostId: id, to: 'draining', reason: 'The pool is in shutdown mode.' });
    } else if (!shutdown && phase === 'draining') {
      actions.push({
        type: 'moveHost',
        hostId: id,
        to: 'active',
        reason: 'The shutdown mode was switched off.',
      });
    }
  }
  return { actions };
}
