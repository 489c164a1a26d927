import type { Disposer } from '../model/clock';
import type { Instance } from '../model/instance';
import type { Store } from '../store/store';

/** Finds instances by their route; follows the store, so that it costs a request nothing. */
export function followRoutes(store: Store): { find(route: string): Instance | undefined; stop: Disposer } {
  const idByRoute = new Map(store.instances.all().map(({ id, route }) => [route, id]));
  const stop = store.onCommit(({ instances }) => {
    for (const { id, route } of Object.values(instances?.put ?? {})) idByRoute.set(route, id);
    if (!instances?.removed?.length) return;
    const gone = new Set(instances.removed);
    for (const [route, id] of idByRoute) if (gone.has(id)) idByRoute.delete(route);
  });
  return {
    find(route) {
      const id = idByRoute.get(route);
      return id === undefined ? undefined : store.instances.get(id);
    },
    stop,
  };
}
