import { expect, it } from 'vitest';
import { silentLog } from '../../test/support/fakeClock';
import { memoryEngine, memoryEngines } from '../../test/support/memoryEngine';
import { memoryFolder } from '../../test/support/memoryFolder';
import { virtualClock } from '../../test/support/virtualClock';
import { createActivity } from '../activity/activity';
import type { ImageLibrary } from '../images';
import { createInstances } from '../instances';
import { seededRandom } from '../model/seededRandom';
import { openStore } from '../store/store';
import { createTasks } from '../tasks/tasks';
import { createPools } from './index';

const MINUTE_MS = 60_000;

it('a container of ours on an engine that has no host of the pool any more is left over, and goes at an order', async () => {
  using folder = memoryFolder('stray');
  const clock = virtualClock();
  await using engine = await memoryEngine();
  using store = openStore(folder.path, 0);
  const times = { clock, random: seededRandom(1), log: silentLog };
  const engines = memoryEngines(engine);
  const shared = {
    ...times,
    store,
    activity: createActivity({ store, ...times }),
    engines,
    controllerId: 'c',
  };
  const { work } = createInstances({
    ...shared,
    images: {} as ImageLibrary,
    tasks: createTasks(times),
    secrets: { names: () => [], get: () => 'key', set: () => undefined, remove: () => undefined },
    timeZone: 'UTC',
    proxyUrl: () => 'http://127.0.0.1:1',
  });
  await using pools = createPools({ ...shared, work });
  const { id: pool } = pools.create({ name: 'lab', provider: 'local', engineUrl: engine.engine.url });
  await clock.advance(MINUTE_MS);
  pools.configure(pool, { DD_SHUTDOWN_MODE: true });
  await clock.advance(MINUTE_MS);
  expect(store.hosts.all()).toMatchObject([{ phase: 'removed' }]);
  const made = { user: 'ada', slots: 1, route: 'r', port: 1, created: clock.now(), lifetime: 0 };
  const marks = { controller: 'c', pool, host: 'h', instance: 'i', blueprint: 'b', ...made };
  engine.containers.set('late', { containerId: 'late', name: 'pb', marks, imageId: 'x', state: 'running' });

  const leftovers = () => pools.plans()[0]?.leftovers;
  await clock.advance(MINUTE_MS);
  expect(leftovers()).toEqual([]);
  await clock.advance(4 * MINUTE_MS);
  expect(leftovers()).toMatchObject([
    { kind: 'container', id: 'late', since: made.created, removing: false },
  ]);
  expect(leftovers()?.[0]?.byHand).toContain('rm --force late');
  pools.removeLeftovers(pool);
  await clock.advance(3 * MINUTE_MS);
  expect(engine.containers.size).toBe(0);
  expect(leftovers()).toEqual([]);
  expect(store.things.all()).toEqual([]);
});
