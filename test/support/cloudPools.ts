import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createActivity } from '../../driver/activity/activity';
import type { InstanceWork } from '../../driver/instances';
import { defaultConfigOf, type PoolConfig } from '../../driver/model/pool';
import { createPools, type PoolsDependencies } from '../../driver/pool';
import { openStore, type Store } from '../../driver/store/store';
import { cloudOf, SELF } from './cloudProvider';
import { seededRandom, silentLog } from './fakeClock';
import { memoryEngines } from './memoryEngine';
import { createOpenStack, type OpenStackOptions } from './openstack';
import { virtualClock } from './virtualClock';

type CloudParts = NonNullable<PoolsDependencies['openstack']>;

export interface CloudPoolsOptions {
  emulator?: Partial<OpenStackOptions>;
  config: Partial<PoolConfig>;
  engines?: PoolsDependencies['engines'];
  reach?: Partial<CloudParts['reach']>;
  imagesOf?: CloudParts['imagesOf'];
  /** Puts into a store what it has beside the pool. */
  fill?(store: Store): void;
}

const CLOSES_IN_MS = 60_000;

/**
 * A project of an emulated cloud in virtual time, and Rockpools that each have their one pool in it: the real pools over the
 * real store, provider and client.
 */
export function cloudPools({ emulator: options, config, engines, reach, imagesOf, fill }: CloudPoolsOptions) {
  const clock = virtualClock();
  const emulator = createOpenStack({ clock, random: seededRandom(3), ...options });
  const stops: (() => Promise<void>)[] = [];
  const folders = new Set<string>();

  /** @param folder absent: a new one, so that it knows nothing */
  function rockpool(controllerId = SELF, folder = mkdtempSync(path.join(tmpdir(), 'cloud-pools-'))) {
    folders.add(folder);
    const store = openStore(folder, clock.now());
    const random = seededRandom(controllerId === SELF ? 1 : 2);
    const pools = createPools({
      ...{ store, clock, random, log: silentLog, controllerId, holderName: controllerId.slice(0, 3) },
      activity: createActivity({ store, clock, random }),
      engines: engines ?? memoryEngines(),
      work: { tell() {}, isBringing: () => false, ensureImage: async () => true } as unknown as InstanceWork,
      providers: ['openstack'],
      openstack: {
        cloudOf: () => cloudOf(emulator, { clock }),
        configOf: id => store.pools.get(id)?.config ?? defaultConfigOf(''),
        reach: {
          ...{ userData: async () => '', seen: () => undefined, prepare: async () => undefined },
          ...reach,
        },
        ...(imagesOf && { imagesOf }),
      },
    });
    const connection = {
      kind: 'own',
      authUrl: 'https://cloud.test/v3',
      interface: 'public',
      verify: true,
      auth: { kind: 'token', projectId: 'p' },
    } as const;
    const pool =
      store.pools.all()[0] ?? pools.create({ name: 'lab', provider: 'openstack', config, cloud: connection });
    fill?.(store);
    let isOpen = true;
    async function stop() {
      if (!isOpen) return;
      isOpen = false;
      let isDone = false;
      void pools[Symbol.asyncDispose]().then(() => {
        isDone = true;
      });
      await clock.until(() => isDone, CLOSES_IN_MS);
      store[Symbol.dispose]();
    }
    stops.push(stop);
    return { store, pools, pool, folder, stop, phases: () => store.hosts.all().map(({ phase }) => phase) };
  }

  return {
    ...{ clock, emulator, rockpool },
    /** Moves time on; throws with the last calls where it doesn't come to hold. */
    async until(holds: () => boolean, limitMs = 600_000): Promise<void> {
      if (await clock.until(holds, limitMs)) return;
      const asked = emulator.world.calls.slice(-30).map(({ method, path: at }) => `${method} ${at}`);
      throw new Error(`It did not come to that. ${asked}`);
    },
    /** Kinds of which there is something. */
    left: () =>
      Object.entries(emulator.world.everything()).flatMap(([kind, all]) => (all.length > 0 ? [kind] : [])),
    /** Servers that were asked for. */
    created: () =>
      emulator.world.calls.filter(({ method, path: at }) => `${method} ${at}` === 'POST /servers').length,
    /** The youngest first: what it left others may still want. */
    async [Symbol.asyncDispose]() {
      for (const stop of stops.splice(0).reverse()) await stop();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type CloudPool = ReturnType<ReturnType<typeof cloudPools>['rockpool']>;
