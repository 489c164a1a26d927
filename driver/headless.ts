import type { Activity } from './activity/activity';
import type { Engines } from './engine';
import { isCancelled } from './model/errors';
import type { Log } from './model/log';
import type { Pools } from './pool';
import type { Store } from './store/store';

interface Dependencies {
  store: Store;
  engines: Engines;
  pools: Pools;
  activity: Activity;
  log: Log;
}

/**
 * What needs a click on Welcome happens by itself where nobody can click: the engine that answers becomes the
 * pool, and where none answers and one can be installed, a private one is started.
 */
export async function makePoolHeadless(
  dependencies: Dependencies,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const { store, engines, pools, activity, log } = dependencies;
  if (store.pools.all().length > 0) return;
  try {
    const found = (await engines.discover({ signal })).find(({ facts }) => facts);
    signal.throwIfAborted();
    const engineUrl = found?.url ?? (await startPrivate(dependencies));
    signal.throwIfAborted();
    if (engineUrl) pools.create({ name: 'DockerDriver', provider: 'local', engineUrl });
    else activity.note('warning', ['No Docker engine was found.', ...engines.advice().steps].join(' '));
  } catch (error) {
    if (!isCancelled(error)) log.warn('no pool could be made', { error: String(error) });
  }
}

async function startPrivate({ engines, activity }: Dependencies): Promise<string | undefined> {
  if (!engines.advice().canInstall) return undefined;
  activity.note('info', 'No Docker engine was found; a private one is started, which ends with Rockpool.');
  return engines.startPrivateEngine().finished;
}

/** A pool on the private engine needs it again: it ended with the app. */
export function startPrivateEngineAgain({
  store,
  engines,
  log,
}: Pick<Dependencies, 'store' | 'engines' | 'log'>): void {
  const needed = store.pools.all().some(({ engineUrl }) => engineUrl === engines.privateUrl);
  if (!needed) return;
  engines
    .startPrivateEngine()
    .finished.catch(error => log.warn('the private engine did not start', { error: String(error) }));
}
