import { queued } from '../ledger';
import { instanceSubject, type Ruling, type View } from '../snapshot';

/** In shutdown mode what waits in the queue is refused (the original's rule): no room will come. */
export function refuseQueue(view: View): Ruling {
  if (!view.config.DD_SHUTDOWN_MODE) return {};
  return {
    actions: queued(view.instances)
      .filter(({ id }) => view.isFree(instanceSubject(id)))
      .map(({ id }) => ({
        type: 'doom' as const,
        instanceId: id,
        reason: 'The pool is in shutdown mode.',
        error: {
          kind: 'capacity' as const,
          code: 'SHUTDOWN_MODE',
          what: `The pool "${view.poolName}" takes no new instances.`,
          why: 'It went into shutdown mode (DD_SHUTDOWN_MODE) while this one was in the queue.',
          next: 'Switch the shutdown mode off under Driver Configs, then launch again.',
        },
      })),
  };
}
