import { mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type Dockerode from 'dockerode';
import { openKeyFileSecrets, type Rockpool, startRockpool } from '../../driver/index';
import { templateConfigSchema } from '../../driver/model/template';
import { systemClock, systemRandom } from '../../driver/system';
import { type Bench, type BenchContext, compareInTurn, type Result } from './contract';
import { until200, waitFor } from './launch/until';

/** From the click to the first HTTP 200 through the proxy, against bare calls of the Engine API. */
interface Case {
  measure: string;
  /** Of the lab; its tarball's name is the image's, after `lab/`. */
  image: string;
  port: number;
  command: string;
  /** What answers 200 as soon as the server is up. */
  path: string;
  runs: number;
}

const cases: readonly Case[] = [
  { measure: 'launch.httpd', image: 'httpd', port: 8080, command: '', path: '', runs: 20 },
  {
    measure: 'launch.jupyter',
    image: 'jupyter',
    port: 8888,
    command: 'start-notebook.sh --NotebookApp.base_url={proxy_path}',
    path: 'api',
    runs: 5,
  },
];

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Rockpool on the engine, with the image imported and a blueprint ready to launch. */
async function prepare({ services }: Rockpool, context: BenchContext, engineUrl: string, what: Case) {
  const { signal } = context;
  const snapshot = () => services.changes.snapshot();
  if (Object.keys(snapshot().pools).length === 0) {
    services.pools.create({ name: 'DockerDriver', provider: 'local', engineUrl });
  }
  const [task = ''] = services.images.importFiles([await context.image(what.image)]);
  await waitFor(() => {
    const { state, error } = snapshot().tasks[task] ?? {};
    if (state === 'failed') throw new Error(error?.what);
    return state === 'done';
  }, signal);
  const template = services.blueprints.createTemplate({
    plugin: 'DockerDriver',
    config: templateConfigSchema.parse({
      name: what.image,
      docker_image: `lab/${what.image}`,
      internal_port: what.port,
      launch_command: what.command,
      maximum_instances_per_user: 100,
      proxy_options: { proxy_rewrite: what.command === '' },
    }),
    allowedAttributes: [],
  });
  services.blueprints.setTemplateActive(template.id, true, false);
  const config = { name: what.image };
  const blueprint = services.blueprints.createBlueprint({ templateId: template.id, config });
  services.blueprints.setBlueprintActive(blueprint.id, true);
  await waitFor(() => Object.values(snapshot().hosts).some(({ phase }) => phase === 'active'), signal);
  return blueprint.id;
}

async function compare(context: BenchContext, what: Case): Promise<Result> {
  const { signal } = context;
  const engineUrl = await context.engine();
  const dataDir = await mkdtemp(path.join(context.tempDir, 'launch-'));
  const rockpool = await startRockpool({
    dataDir,
    clock: systemClock,
    random: systemRandom,
    secrets: openKeyFileSecrets(dataDir),
    log: silent,
    env: { PATH: process.env.PATH },
    home: homedir(),
    platform: process.platform,
    timeZone: 'UTC',
  });
  const { services } = rockpool;
  const instanceOf = (id: string) => services.changes.snapshot().instances[id];
  try {
    const blueprintId = await prepare(rockpool, context, engineUrl, what);
    const imageId = services.images.find(`lab/${what.image}`)?.imageId ?? '';
    const docker = services.engines.connect(engineUrl).docker;

    async function ours(): Promise<number> {
      const begun = performance.now();
      const { id } = services.instances.launch({
        blueprintId,
        userId: 'bench',
        requestId: systemRandom.hex(8),
      });
      const url = `${services.instances.urlOf(id)}${what.path}`;
      await until200(() => {
        const { state, error } = instanceOf(id) ?? {};
        if (error) throw new Error(`${error.what} ${error.why ?? ''}`);
        return state === 'running' ? url : undefined;
      }, signal);
      const took = performance.now() - begun;
      services.instances.destroy([id]);
      await waitFor(() => instanceOf(id)?.state === 'deleted', signal);
      return took;
    }

    context.say(`${what.measure}: ${what.runs} launches each`);
    return await compareInTurn({
      measure: what.measure,
      unit: 'ms',
      runs: what.runs,
      signal,
      ours,
      baseline: () => bare(docker, imageId, what, signal),
    });
  } finally {
    await rockpool[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The Engine API and nothing else. */
async function bare(docker: Dockerode, imageId: string, what: Case, signal: AbortSignal): Promise<number> {
  const port = `${what.port}/tcp`;
  const begun = performance.now();
  const container = await docker.createContainer({
    Image: imageId,
    // The container has the same to do: with a password the image's server hashes it at each start.
    Env: [`PASSWORD=${systemRandom.hex(16)}`],
    ...(what.command ? { Cmd: what.command.replace('{proxy_path}', '/notebooks/bare').split(' ') } : {}),
    ExposedPorts: { [port]: {} },
    HostConfig: {
      PortBindings: { [port]: [{ HostIp: '127.0.0.1', HostPort: '' }] },
      Memory: 512 * 1024 * 1024,
    },
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  const hostPort = NetworkSettings.Ports[port]?.[0]?.HostPort;
  const prefix = what.command ? '/notebooks/bare/' : '/';
  await until200(() => `http://127.0.0.1:${hostPort}${prefix}${what.path}`, signal);
  const took = performance.now() - begun;
  await container.remove({ force: true, v: true });
  return took;
}

const benches: Bench[] = cases.map(what => ({
  measures: [what.measure],
  run: async context => [await compare(context, what)],
}));
export default benches;
