import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createBlueprints } from '../blueprints';
import type { History } from '../history';
import type { ImageLibrary } from '../images';
import type { Instances } from '../instances';
import type { Clock, Random } from '../model/clock';
import { parseLifetime } from '../model/duration';
import { isCancelled } from '../model/errors';
import { isLive } from '../model/instance';
import type { Log } from '../model/log';
import { GPU_POOL, type Pool } from '../model/pool';
import { seededRandom } from '../model/seededRandom';
import { templateConfigSchema } from '../model/template';
import type { Pools } from '../pool';
import type { Simulator } from '../providers';
import type { SettingsService } from '../services';
import type { Store } from '../store/store';
import { archiveOf } from './archive';
import { demoImages, demoPools, demoTemplates, demoUsers } from './catalog';
import { weekOf } from './week';

export { demoClock, demoCloudSettings } from './settings';

export interface DemoDependencies {
  store: Store;
  history: History;
  images: ImageLibrary;
  instances: Instances;
  pools: Pools;
  settings: SettingsService;
  simulator: Simulator;
  dataDir: string;
  /** IANA name: the lab's day. */
  timeZone: string;
  clock: Clock;
  random: Random;
  log: Log;
}

const WEEK_MS = 7 * 24 * 3_600_000;
/** What the past is made from; the end of it is now. */
const SEED = 20;
/** Each of the users launches so many at the start. */
const LAUNCHES = 18;
const GPU_LAUNCHES = 4;
const LOOK_EVERY_MS = 500;
const LIMIT_MS = 120_000;

/**
 * Fills a demo's data folder through the same services as people use; what is there already stays, and what somebody has
 * deleted isn't made again as long as there are pools. Templates, pools and the past are there when this returns; images,
 * and the instances that the first start launches, come a little later.
 */
export function fillDemo(dependencies: DemoDependencies, { signal }: { signal: AbortSignal }): Promise<void> {
  const { store, settings, simulator, log } = dependencies;
  if (store.pools.all().length > 0) return Promise.resolve();
  const isNew = simulator.world.machines().length === 0;
  if (store.templates.all().length === 0) makeBlueprints(dependencies);
  makePools(dependencies);
  settings.change({ welcomeDone: true });
  const filling = async () => {
    await importImages(dependencies);
    // A cloud that has machines is adopted, with what runs on them.
    if (isNew) await launchSome(dependencies, signal);
  };
  return filling().catch(error => {
    if (!isCancelled(error)) log.warn('the demo could not be filled', { error: String(error) });
  });
}

/** With the same ids each time: after the state was deleted, what still runs is again made from them. */
function makeBlueprints({ store, clock }: DemoDependencies): void {
  const blueprints = createBlueprints({ store, clock, random: seededRandom(SEED) });
  for (const { plugin, config, blueprints: drafts } of demoTemplates) {
    const template = blueprints.createTemplate({
      plugin,
      config: templateConfigSchema.parse({ ...config, maximum_instances_per_user: 40 }),
      allowedAttributes: ['maximum_lifetime', 'memory_limit', 'consumed_slots'],
    });
    blueprints.setTemplateActive(template.id, true, false);
    for (const { name, description, maximum_lifetime } of drafts) {
      const draft = { templateId: template.id, config: { name, description, maximum_lifetime } };
      blueprints.setBlueprintActive(blueprints.createBlueprint(draft).id, true);
    }
  }
}

function makePools(dependencies: DemoDependencies): void {
  const { pools, store, history, clock, timeZone } = dependencies;
  const random = seededRandom(SEED);
  for (const [index, { name, config }] of demoPools.entries()) {
    const { id } = pools.create({ name, provider: 'simulator', engineUrl: `sim://${name}` });
    const pool = pools.configure(id, config);
    const now = clock.now();
    const offsetMs = offsetOf(timeZone, now);
    // Few need a GPU.
    const share = index === 0 ? 1 : 0.08;
    const blueprints = launchedIn(pool);
    const { samples, events } = weekOf({ now, offsetMs, random, pool, blueprints, users: demoUsers, share });
    const known = history.pool({ poolId: id, fromMs: now - WEEK_MS, points: 2 });
    if (known.length === 0) history.add(id, samples);
    store.transaction(() => {
      for (const event of events) store.events.put(event.id, event);
    });
  }
}

function launchedIn(pool: Pool) {
  return demoTemplates
    .filter(({ plugin }) => plugin === pool.name)
    .flatMap(({ config, blueprints }) =>
      blueprints.map(({ name, wanted, maximum_lifetime }) => ({
        name,
        wanted,
        slots: config.consumed_slots ?? 1,
        lifetimeMs: parseLifetime(maximum_lifetime) ?? 0,
      })),
    );
}

/** How far the local time is from UTC now (ms). */
function offsetOf(timeZone: string, now: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(now);
  const part = (type: string) => Number(parts.find(one => one.type === type)?.value ?? 0);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return local - Math.floor(now / 60_000) * 60_000;
}

/** Starts the imports of those that aren't there. */
async function importImages({ dataDir, images }: DemoDependencies): Promise<void> {
  const folder = path.join(dataDir, 'demo-images');
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const image of demoImages.filter(({ name }) => !images.find(name))) {
    const file = path.join(folder, `${image.name.replace(/[^a-z0-9.-]/g, '.')}.tar`);
    writeFileSync(file, await archiveOf(image));
    files.push(file);
  }
  images.importFiles(files);
}

/** Several users launch, one instance dies, and two users have enough. */
async function launchSome(dependencies: DemoDependencies, signal: AbortSignal): Promise<void> {
  const { store, images, instances, simulator, clock, random } = dependencies;
  const deadline = clock.monotonic() + LIMIT_MS;
  async function until(holds: () => boolean): Promise<void> {
    while (!holds() && clock.monotonic() < deadline) await clock.sleep(LOOK_EVERY_MS, { signal });
  }
  await until(() => demoImages.every(({ name }) => images.find(name)));
  const active = store.blueprints.all().filter(blueprint => blueprint.active);
  const isGpu = ({ templateId }: (typeof active)[number]) =>
    store.templates.get(templateId)?.plugin === GPU_POOL;
  const some = [
    ...Array.from({ length: LAUNCHES }, (_, index) =>
      spread(
        active.filter(one => !isGpu(one)),
        index,
      ),
    ),
    ...Array.from({ length: GPU_LAUNCHES }, (_, index) => spread(active.filter(isGpu), index)),
  ];
  for (const [index, blueprint] of some.entries()) {
    const userId = spread(demoUsers, index) ?? 'ada';
    if (blueprint) instances.launch({ blueprintId: blueprint.id, userId, requestId: random.hex(8) });
    await clock.sleep(LOOK_EVERY_MS / 2, { signal });
  }
  const running = () => store.instances.all().filter(({ state }) => state === 'running');
  await until(() => running().length >= LAUNCHES);
  simulator.inject({ name: 'containerDies' });
  await until(() => store.instances.all().some(instance => !isLive(instance)));
  instances.destroy(
    running()
      .slice(0, 2)
      .map(({ id }) => id),
  );
}

function spread<T>(all: readonly T[], index: number): T | undefined {
  return all[index % Math.max(1, all.length)];
}
