import type { Activity } from '../activity/activity';
import { type Engine, isEngineAway } from '../engine';
import type { InstanceWork } from '../instances';
import { isCancelled, sentence, toErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { HostLogLine } from '../model/hostLook';
import type { Pool } from '../model/pool';
import type { Provider } from '../providers';
import type { Store } from '../store/store';
import type { HostRows } from './hosts';
import { launchable } from './launchSizes';
import { instancesOn } from './ledger';

export interface PrepareDependencies {
  store: Store;
  activity: Activity;
  work: InstanceWork;
  hostRows: HostRows;
  provider: Provider;
  /** Keeps what was done to single hosts, for people. */
  hostLog?: ((hostId: string, level: HostLogLine['level'], text: string) => void) | undefined;
}

export interface PrepareContext extends PrepareDependencies {
  /** True if the pool has what launches need now without the hosts that aren't active yet. */
  isServed(): boolean;
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
  { store, work, hostRows, activity, provider, hostLog, isServed }: PrepareContext,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const host = store.hosts.get(hostId);
  const again = host?.phase === 'active';
  const onLine = (text: string) => hostLog?.(hostId, 'info', text);
  if (host) await provider.prepare?.(host, { config: pool.config, signal, onLine });
  let [brought, failed] = [0, 0];
  const tried = new Set<string>();
  const images = () => launchable(pool, store).map(({ docker_image: image }) => image);
  // A blueprint that is made active meanwhile is one of them, too: copies are known by the images that hosts should have.
  for (let name = next(images(), tried); name !== undefined; name = next(images(), tried)) {
    tried.add(name);
    try {
      if (await work.ensureImage(engine, name, { signal, again })) brought += 1;
    } catch (error) {
      if (isCancelled(error) || isEngineAway(error)) throw error;
      failed += 1;
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
  if (host && failed === 0 && isUnused(host, store)) {
    const isAwaited = () => !isServed();
    const onNews = (level: 'info' | 'warning', text: string) =>
      activity.note(level, text, { hostId, poolId: pool.id });
    await provider.keepStart?.(host, { signal, isAwaited, onLine, onNews });
    signal.throwIfAborted();
  }
  const found = brought > 0 ? `Its engine has ${brought} of our images.` : 'It is prepared.';
  if (again) hostRows.noteSecondPreparation(hostId, found);
  else hostRows.transition(hostId, { from: 'preparing', to: 'active' }, found);
}

/** Nothing has ever run on it, as far as records say. */
function isUnused({ id, phase, firstUsedAt, adoptedAt }: Host, { instances }: Store): boolean {
  const isKnown = phase === 'preparing' && firstUsedAt === undefined && adoptedAt === undefined;
  return isKnown && instancesOn(id, instances.all()).length === 0;
}

const next = (names: readonly string[], tried: ReadonlySet<string>) => names.find(name => !tried.has(name));
