import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { CloudTransport } from '../../driver/clouds';
import { openKeyFileSecrets, type Rockpool, startRockpool } from '../../driver/index';
import type { Clock } from '../../driver/model/clock';
import type { Instance } from '../../driver/model/instance';
import type { Log } from '../../driver/model/log';
import type { State } from '../../driver/model/state';
import type { TemplateConfigInput } from '../../driver/model/template';
import { templateConfigSchema } from '../../driver/model/template';
import type { Simulator } from '../../driver/providers';
import { systemClock, systemRandom } from '../../driver/system';
import { silentLog } from './fakeClock';

/** The whole backend on a data folder, as the app runs it. */
export interface TestRockpool extends AsyncDisposable {
  readonly rockpool: Rockpool;
  readonly dataDir: string;
  state(): State;
  instance(id: string): Instance;
  /** Resolves with what `find` finds once it finds something. @throws after the limit, with the state of instances */
  until<T>(find: () => T | undefined | false, limitMs?: number): Promise<T>;
  /** A template and an active blueprint made from it; answers with the blueprint's id. */
  blueprint(config: Partial<TemplateConfigInput> & { docker_image: string }): string;
  launch(blueprintId: string): Instance;
}

export interface TestRockpoolOptions {
  /** Kept when this ends if given; else a new folder that is removed. */
  dataDir?: string;
  /** What people of another Rockpool are told who has a pool. */
  name?: string;
  clock?: Clock;
  log?: Log;
  env?: Record<string, string>;
  simulator?: Simulator;
  /** What carries requests to clouds. */
  cloudTransport?: CloudTransport;
  demo?: boolean;
}

/** Starts it; with `engineUrl` a pool DockerDriver on that engine is there, or is made. */
export async function startTestRockpool(
  engineUrl: string | undefined,
  options: TestRockpoolOptions = {},
): Promise<TestRockpool> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'rockpool-data-')));
  const rockpool = await startRockpool({
    dataDir,
    clock: options.clock ?? systemClock,
    random: systemRandom,
    secrets: openKeyFileSecrets(dataDir),
    log: options.log ?? silentLog,
    env: { PATH: process.env.PATH, ...options.env },
    home: homedir(),
    platform: process.platform,
    timeZone: 'Europe/Helsinki',
    demo: options.demo ?? false,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.simulator ? { simulator: options.simulator } : {}),
    ...(options.cloudTransport ? { cloudTransport: options.cloudTransport } : {}),
  });
  const { services } = rockpool;
  const state = () => services.changes.snapshot();
  if (engineUrl && Object.keys(state().pools).length === 0) {
    services.pools.create({ name: 'DockerDriver', provider: 'local', engineUrl });
  }
  return {
    rockpool,
    dataDir,
    state,
    instance(id) {
      const found = state().instances[id];
      if (!found) throw new Error(`No instance ${id}`);
      return found;
    },
    async until(find, limitMs = 30_000) {
      const deadline = systemClock.monotonic() + limitMs;
      for (;;) {
        const found = find();
        if (found) return found;
        if (systemClock.monotonic() > deadline) {
          const instances = Object.values(state().instances);
          throw new Error(
            `It did not come to that: ${JSON.stringify({ instances, hosts: state().hosts }, null, 1)}`,
          );
        }
        await systemClock.sleep(10);
      }
    },
    blueprint(config) {
      const name = `test ${systemRandom.hex(3)}`;
      const full = templateConfigSchema.parse({
        name,
        internal_port: 8080,
        maximum_instances_per_user: 100,
        ...config,
      });
      const template = services.blueprints.createTemplate({
        plugin: 'DockerDriver',
        config: full,
        allowedAttributes: [],
      });
      services.blueprints.setTemplateActive(template.id, true, false);
      const { id } = services.blueprints.createBlueprint({ templateId: template.id, config: { name } });
      services.blueprints.setBlueprintActive(id, true);
      return id;
    },
    launch: blueprintId =>
      services.instances.launch({ blueprintId, userId: 'admin', requestId: systemRandom.hex(8) }),
    async [Symbol.asyncDispose]() {
      await rockpool[Symbol.asyncDispose]();
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
