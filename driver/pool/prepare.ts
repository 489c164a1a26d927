import type { Activity } from '../activity/activity';
import { type Engine, isEngineAway } from '../engine';
import type { InstanceWork } from '../instances';
import { isCancelled, sentence, toErrorValue } from '../model/errors';
import type { HostLogLine } from '../model/hostLook';
import type { Pool } from '../model/pool';
import type { Provider } from '../providers';
import type { Store } from '../store/store';
import type { HostRows } from './hosts';
import { launchable } from './launchSizes';

export interface PrepareDependencies {
  store: Store;
  activity: Activity;
  work: InstanceWork;
  hostRows: HostRows;
  provider: Provider;
  /** Keeps what was done to single hosts, for people. */
  hostLog?: ((hostId: string, level: HostLogLine['level'], text: string) => void) | undefined;
}

/**
 * Makes a host ready, once more where it is active already: its machine, by the provider's means, then the images of
 * active blueprints are brought to its engine.
 * An image that can't be brought keeps no host from its work: launches that need it say why. May be entered again.
 * @throws RockpoolError where the engine can't be asked
 */
export async function prepareHost(
  hostId: string,
  pool: Pool,
  engine: Engine,
  { store, work, hostRows, activity, provider, hostLog }: PrepareDependencies,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const host = store.hosts.get(hostId);
  const again = host?.phase === 'active';
  const onLine = (text: string) => hostLog?.(hostId, 'info', text);
  if (host) await provider.prepare?.(host, { config: pool.config, signal, onLine });
  let brought = 0;
  for (const name of new Set(launchable(pool, store).map(({ docker_image: image }) => image))) {
    try {
      if (await work.ensureImage(engine, name, { signal, again })) brought += 1;
    } catch (error) {
      if (isCancelled(error) || isEngineAway(error)) throw error;
      activity.note(
        'warning',
        `The image "${name}" could not be brought to a host. ${sentence(toErrorValue(error))}`,
        {
          hostId,
          poolId: pool.id,
        },
      );
    }
  }
  signal.throwIfAborted();
  const found = brought > 0 ? `Its engine has ${brought} of our images.` : 'It is prepared.';
  if (again) hostRows.noteSecondPreparation(hostId, found);
  else hostRows.transition(hostId, { from: 'preparing', to: 'active' }, found);
}
