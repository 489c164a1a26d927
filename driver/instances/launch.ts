import type { ImageLibrary } from '../images';
import type { Clock, Random } from '../model/clock';
import { parseLifetime } from '../model/duration';
import { RockpoolError } from '../model/errors';
import type { Instance } from '../model/instance';
import { judgeLaunch } from '../model/launchRules';
import { parseMemoryMiB } from '../model/memory';
import { instanceName } from '../model/names';
import { largestHostOf, poolOf } from '../model/pool';
import type { Store } from '../store/store';
import { nameOf, ownerKey, ownerOf, poolOfHost, requestIdOf } from './keys';
import type { InstanceRows } from './rows';

export interface LaunchRequest {
  blueprintId: string;
  userId: string;
  /** Given by the window: the same one answers with the same instance. */
  requestId: string;
}

interface Dependencies {
  store: Store;
  rows: InstanceRows;
  images: ImageLibrary;
  clock: Clock;
  random: Random;
}

/**
 * Admits a launch: notes the instance as *queueing*. The click ends when that is durable.
 * @throws RockpoolError with the rule that refuses it
 */
export function launch(
  request: LaunchRequest,
  { store, rows, images, clock, random }: Dependencies,
): Instance {
  const [earlier] = store.instances.by(requestIdOf, request.requestId).values();
  if (earlier) return earlier;

  const blueprint = store.blueprints.get(request.blueprintId);
  const template = blueprint && store.templates.get(blueprint.templateId);
  const pool = template && poolOf(template, store.pools.all());
  const hosts = pool ? [...store.hosts.by(poolOfHost, pool.id).values()] : [];
  const own = store.instances.by(ownerOf, ownerKey(request.userId, request.blueprintId));
  const verdict = judgeLaunch({
    userId: request.userId,
    blueprint,
    template,
    pool,
    instances: own,
    image: name => images.find(name),
    largestHostSlots:
      pool &&
      largestHostOf(
        pool,
        // The slots of one that is not ready yet are not known.
        hosts.filter(({ slots }) => slots > 0),
      ),
  });
  if (!verdict.ok) throw new RockpoolError(verdict.error);

  const { config, warnings } = verdict;
  const now = clock.now();
  const isTaken = (name: string) =>
    [...store.instances.by(nameOf, name).values()].some(({ state }) => state !== 'deleted');
  const instance: Instance = {
    id: random.hex(16),
    name: instanceName(request.userId, { isTaken, chance: random.float(), owned: own.size }),
    poolId: verdict.pool.id,
    ...request,
    config,
    state: 'queueing',
    warnings,
    // Who knows the route is in: it is made of chance alone.
    route: random.hex(16),
    slots: config.consumed_slots,
    memoryMiB: parseMemoryMiB(config.memory_limit) ?? 512,
    lifetimeMs: parseLifetime(config.maximum_lifetime) ?? 0,
    unknown: false,
    log: [
      { at: now, level: 'info', text: 'In the queue.' },
      ...warnings.map(text => ({ at: now, level: 'warning' as const, text })),
    ],
    createdAt: now,
  };
  rows.add(instance, `${instance.name} was launched from "${config.name}".`);
  return instance;
}
