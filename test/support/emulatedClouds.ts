import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createActivity } from '../../driver/activity/activity';
import { type Clouds, createClouds } from '../../driver/clouds';
import type { CloudDraft } from '../../driver/model/cloudConnection';
import type { Log } from '../../driver/model/log';
import type { NewPool } from '../../driver/pool';
import { newPool } from '../../driver/pool/createPool';
import { openStore, type Store } from '../../driver/store/store';
import { fakeClock, seededRandom } from './fakeClock';
import { createOpenStack, type OpenStackOptions } from './openstack';

export interface EmulatedClouds extends Disposable {
  clouds: Clouds;
  store: Store;
  emulator: ReturnType<typeof createOpenStack>;
  clock: ReturnType<typeof fakeClock>;
  /** What is kept in the secrets port. */
  kept: Map<string, string>;
  /** All that was logged. */
  logged: unknown[];
  folder: string;
  /** How its user signs in. */
  draft: CloudDraft & { connection: { kind: 'own' } };
}

/**
 * The clouds of a driver on a store of its own, with an emulated cloud behind the real client.
 * @param isOnWire what is asked goes out as in reality, to wherever a connection leads
 */
export function emulatedClouds(
  options: Partial<OpenStackOptions> = {},
  env: Record<string, string> = {},
  isOnWire = false,
): EmulatedClouds {
  const folder = mkdtempSync(path.join(tmpdir(), 'clouds-'));
  const [clock, random] = [fakeClock(), seededRandom(1)];
  const store = openStore(folder, 0);
  const emulator = createOpenStack({ clock, random, delays: 'none', ...options });
  const kept = new Map<string, string>();
  const logged: unknown[] = [];
  const note = (...said: unknown[]) => void logged.push(said);
  const create = (wanted: NewPool) => {
    const pools = store.pools.all();
    const pool = newPool(wanted, { pools, providers: ['openstack'], engines: {} as never, clock });
    store.pools.put(pool.id, pool);
    return pool;
  };
  const clouds = createClouds({
    ...{ store, clock, random, env, home: folder, platform: 'linux' },
    secrets: {
      names: () => [...kept.keys()],
      get: name => kept.get(name),
      set: (name, value) => void kept.set(name, value),
      remove: name => void kept.delete(name),
    },
    activity: createActivity({ store, clock, random }),
    log: { debug: note, info: note, warn: note, error: note } as Log,
    pools: () => ({ create }),
    jumpTo: () => undefined,
    changed: () => undefined,
    ...(isOnWire ? {} : { transport: emulator.transport }),
  });
  const { authUrl, username, password, projectName, region } = emulator.config();
  const domain = 'Default';
  return {
    ...{ clouds, store, emulator, clock, kept, logged, folder },
    draft: {
      connection: {
        ...{ kind: 'own', authUrl, region, interface: 'public', verify: true },
        auth: { kind: 'password', user: username, userDomain: domain, projectName, projectDomain: domain },
      },
      secret: password,
    },
    [Symbol.dispose]() {
      clouds[Symbol.dispose]();
      store[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
