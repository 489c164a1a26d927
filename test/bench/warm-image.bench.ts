import { mkdtemp } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { openKeyFileSecrets, type Rockpool, startRockpool } from '../../driver/index';
import type { Host } from '../../driver/model/host';
import type { PoolConfig } from '../../driver/model/pool';
import { templateConfigSchema } from '../../driver/model/template';
import { systemClock, systemRandom } from '../../driver/system';
import { osProject } from '../support/osProject';
import { type Bench, type BenchContext, type Result, summarize } from './contract';
import { waitFor } from './launch/until';

/**
 * How long a host takes from being asked for until it is active, in a real project: one that starts from the copy of a
 * prepared one, against that one, which was prepared from the start and has got the same images. What making the copy took
 * isn't counted. `OS_CLOUD` names a cloud of clouds.yaml, the others what a host is made of, as for `npm run test:openstack`;
 * ROCKPOOL_OS_DATA_GB and ROCKPOOL_OS_ROOT_GB are sizes of volumes, ROCKPOOL_OS_LAB_IMAGES the images that hosts get, of
 * `test/lab/images`. There is never more than one machine.
 */
const {
  OS_CLIENT_CONFIG_FILE,
  ROCKPOOL_OS_DATA_GB = '0',
  ROCKPOOL_OS_ROOT_GB = '0',
  ROCKPOOL_OS_LAB_IMAGES = 'httpd',
} = process.env;
const POOL = 'DockerDriver';
/** Emulated guests take their time. */
const HOST_LIMIT_MS = 1_800_000;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function start({ tempDir }: BenchContext): Promise<Rockpool> {
  const dataDir = await mkdtemp(path.join(tempDir, 'warm-'));
  return startRockpool({
    dataDir,
    ...{ clock: systemClock, random: systemRandom, secrets: openKeyFileSecrets(dataDir), log: silent },
    env: { PATH: process.env.PATH, OS_CLIENT_CONFIG_FILE },
    ...{ home: homedir(), platform: process.platform, timeZone: 'UTC' },
  });
}

/** A blueprint of each image, whose tarball's name is the image's, after `lab/`. */
async function makeBlueprints({ services }: Rockpool, { image, signal }: BenchContext): Promise<void> {
  for (const name of ROCKPOOL_OS_LAB_IMAGES.split(',')) {
    const [task = ''] = services.images.importFiles([await image(name)]);
    await waitFor(() => services.changes.snapshot().tasks[task]?.state === 'done', signal);
    const template = services.blueprints.createTemplate({
      plugin: POOL,
      config: templateConfigSchema.parse({ name, docker_image: `lab/${name}`, internal_port: 8080 }),
      allowedAttributes: [],
    });
    services.blueprints.setTemplateActive(template.id, true, false);
    const { id } = services.blueprints.createBlueprint({ templateId: template.id, config: { name } });
    services.blueprints.setBlueprintActive(id, true);
  }
}

/** A pool that needs no host yet: what it asks for is the spare one that is copied. */
async function makePool({ services }: Rockpool, { signal }: BenchContext): Promise<string> {
  const config: Partial<PoolConfig> = {
    ...{ DD_HOST_IMAGE: osProject.image, DD_HOST_SSH_USER: osProject.user, DD_MAX_HOSTS: 1 },
    ...{ DD_HOST_FLAVOR_NAME_SMALL: osProject.flavor, DD_HOST_FLAVOR_NAME_LARGE: osProject.flavor },
    ...{ DD_HOST_FLAVOR_SLOTS_SMALL: 1, DD_HOST_FLAVOR_SLOTS_LARGE: 1, DD_FREE_SLOT_TARGET: 0 },
    ...{ DD_HOST_NETWORK: osProject.network, DD_HOST_MASTER_SG: null, DD_HOST_DATA_VOLUME_TYPE: null },
    DD_HOST_DATA_VOLUME_FACTOR: Number(ROCKPOOL_OS_DATA_GB),
    DD_HOST_ROOT_VOLUME_SIZE: Number(ROCKPOOL_OS_ROOT_GB),
    DD_HOST_FLOATING_POOL: osProject.floatingPool || null,
  };
  const cloud = { kind: 'cloudsYaml', cloud: osProject.cloud } as const;
  const suggested = osProject.sshFrom
    ? undefined
    : await services.clouds.sshFrom({ draft: { connection: cloud, secret: '' } }, config, { signal });
  const ranges = osProject.sshFrom || suggested?.ranges || null;
  const wanted = { ...config, DD_HOST_SSH_FROM: ranges };
  return services.pools.create({ name: POOL, provider: 'openstack', cloud, config: wanted }).id;
}

const phaseAt = ({ history }: Host, wanted: Host['phase']) =>
  history.find(({ phase }) => phase === wanted)?.at ?? Number.NaN;

async function run(context: BenchContext): Promise<Result[]> {
  const { say, signal } = context;
  if (osProject.cloud === '') {
    say('warm-image: there is no cloud to run it on. Name one of clouds.yaml in OS_CLOUD.');
    return [];
  }
  const rockpool = await start(context);
  const { services } = rockpool;
  const state = () => services.changes.snapshot();
  const told = () => Object.values(state().events).map(({ text }) => text);
  const begun = performance.now();
  const note = (text: string) => say(`${Math.round((performance.now() - begun) / 1000)} s  ${text}`);
  /** What was done to a host, and when, in seconds from its being asked for. */
  async function tell({ id, name, createdAt }: Host): Promise<void> {
    for (const { at, text } of await services.hostLogs.read(id))
      say(`  ${name} ${Math.round((at - createdAt) / 1000)} s  ${text}`);
  }
  /** Of a host that isn't one of those. @returns ms from being asked for */
  async function untilActive(not: readonly string[]): Promise<Host> {
    let shown = '';
    const host = await waitFor(
      () => {
        const newest = Object.values(state().hosts).find(({ id }) => !not.includes(id));
        if (newest && newest.phase !== shown) {
          shown = newest.phase;
          note(`${newest.name} is ${shown}. ${newest.history.at(-1)?.reason ?? ''}`);
        }
        return newest?.phase === 'active' && newest;
      },
      signal,
      HOST_LIMIT_MS,
    );
    return host;
  }
  try {
    await makeBlueprints(rockpool, context);
    const poolId = await makePool(rockpool, context);
    try {
      const first = await untilActive([]);
      const news = told().find(text => /^A ready-made image was made/.test(text)) ?? 'No copy was made.';
      note(news);
      const copyMs = Number(/ in (\d+) s/.exec(news)?.[1] ?? Number.NaN) * 1000;
      const cold = phaseAt(first, 'active') - phaseAt(first, 'spawning') - copyMs;
      await tell(first);
      services.pools.hosts.order([first.id], 'remove');
      await waitFor(() => state().hosts[first.id]?.phase === 'removed', signal, HOST_LIMIT_MS);
      services.pools.configure(poolId, { DD_FREE_SLOT_TARGET: 1 });
      const second = await untilActive([first.id]);
      await tell(second);
      const warm = phaseAt(second, 'active') - phaseAt(second, 'spawning');
      return [summarize('warm-image', 'ms', [warm], [cold])];
    } finally {
      services.pools.shutdowns.shutDown(poolId, { how: 'now' });
      // Also where the bench was called off: nothing may be left.
      const { signal: never } = new AbortController();
      await waitFor(() => state().shutdowns[poolId]?.state === 'done', never, HOST_LIMIT_MS);
      note('Nothing is left in the project.');
    }
  } catch (error) {
    for (const text of told().slice(-25)) say(text);
    throw error;
  } finally {
    await rockpool[Symbol.asyncDispose]();
  }
}

const benches: Bench[] = [{ measures: ['warm-image'], run }];
export default benches;
