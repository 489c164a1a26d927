import { hostIdOf, type InstanceWork } from '../instances';
import type { Store } from '../store/store';
import type { HostListing, Observed } from './snapshot';

/**
 * Notes what a host's engine has shown of its instances: whether anybody knows, and where they are published now.
 * Decides nothing.
 */
export function noteListing(
  hostId: string,
  { last, failure }: Observed<HostListing>,
  store: Store,
  work: InstanceWork,
): void {
  const containers = new Map(last?.value.containers.map(container => [container.marks.instance, container]));
  store.note(() => {
    for (const instance of store.instances.by(hostIdOf, hostId).values()) {
      if (instance.endedAt !== undefined) continue;
      const unknown = failure !== undefined;
      if (instance.unknown !== unknown) work.change(instance.id, { unknown });
      const container = containers.get(instance.id);
      if (unknown || instance.state !== 'running' || container?.state !== 'running') continue;
      const { containerId, hostPort } = container;
      if (
        hostPort !== undefined &&
        (hostPort !== instance.hostPort || containerId !== instance.containerId)
      ) {
        work.change(instance.id, { hostPort, containerId });
      }
    }
  });
}
