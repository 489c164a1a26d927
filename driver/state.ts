import type { ImageLibrary } from './images';
import type { Disposer } from './model/clock';
import { withTag } from './model/image';
import { keyed } from './model/keyed';
import { launchableOn } from './model/launchable';
import type { Pool } from './model/pool';
import type { Diff, State } from './model/state';
import type { Services } from './services';
import type { Store } from './store/store';

/** Everything that a window shows, as it is now. */
export function readState(
  store: Store,
  { tasks, pools, settings }: Pick<Services, 'tasks' | 'pools' | 'settings'>,
): State {
  return {
    pools: byId(store.pools.all()),
    hosts: byId(store.hosts.all()),
    instances: byId(store.instances.all()),
    templates: byId(store.templates.all()),
    blueprints: byId(store.blueprints.all()),
    images: byId(store.images.all()),
    events: byId(store.events.all()),
    tasks: byId(tasks.all()),
    plans: byId(pools.plans()),
    shutdowns: byId(store.shutdowns.all()),
    settings: { settings: settings.get() },
    configChanges: byId(store.configChanges.all()),
    machines: byId(store.machines.all()),
    jumpHosts: byId(store.jumpHosts.all()),
  };
}

/** Tells of each change of it. */
export function subscribeToState(
  store: Store,
  { tasks, pools }: Pick<Services, 'tasks' | 'pools'>,
  listener: (diff: Diff) => void,
): Disposer {
  const stops = [store.onCommit(listener), tasks.onChange(listener), pools.onPlan(listener)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Names of the templates and blueprints that name an image. */
export function usesOfImage(id: string, store: Store): string[] {
  const uses = [...store.templates.all(), ...store.blueprints.all()];
  return uses
    .filter(({ config }) => config.docker_image !== undefined && withTag(config.docker_image) === id)
    .map(({ config }) => config.name);
}

/** The images that hosts of a pool get, as far as the directory has them, each by name and content. */
export function imagesOfPool(
  pool: Pick<Pool, 'name'> | undefined,
  { blueprints, templates }: Pick<Store, 'blueprints' | 'templates'>,
  images: Pick<ImageLibrary, 'find'>,
): string[] {
  if (!pool) return [];
  const launchable = launchableOn(new Set([pool.name]), blueprints.all(), id => templates.get(id));
  return launchable.flatMap(({ docker_image: name }) => {
    const image = images.find(name);
    return image ? [`${image.id} ${image.imageId}`] : [];
  });
}

function byId<T extends { id: string }>(records: readonly T[]): Record<string, T> {
  return keyed(records.map(record => [record.id, record]));
}
