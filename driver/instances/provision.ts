import type { Engine } from '../engine';
import type { Clock } from '../model/clock';
import { launchCommand, proxyPath } from '../model/command';
import { parseDiskLimitMiB } from '../model/diskLimit';
import { formatDuration } from '../model/duration';
import { parseEnvironment } from '../model/environment';
import { isRockpoolError, RockpoolError } from '../model/errors';
import type { Instance } from '../model/instance';
import type { Store } from '../store/store';
import type { ImageLoads } from './imageLoads';
import { causeOfEnd, diskNotLimited, portSilent } from './messages';
import type { Passwords } from './passwords';
import { waitReady } from './ready';
import type { InstanceRows } from './rows';

export interface ProvisionDependencies {
  rows: InstanceRows;
  imageLoads: ImageLoads;
  passwords: Passwords;
  clock: Clock;
  /** Of the data folder; a mark of each container. */
  controllerId: string;
  timeZone: string;
  store: Pick<Store, 'durable'>;
}

/**
 * From *provisioning* to *running*. Each step may be repeated, so a launch that was interrupted anywhere is just
 * provisioned again: its container is found by its mark.
 * @throws RockpoolError with the reason why it can't run; the caller decides between another try and giving up
 */
export async function provision(
  id: string,
  engine: Engine,
  dependencies: ProvisionDependencies,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  // Where it was placed must not be forgotten once there is something of it.
  await dependencies.store.durable();
  const containerId = await ensureContainer(dependencies.rows.get(id), engine, dependencies, signal);
  await startContainer(id, containerId, engine, dependencies, signal);
  const { hostPort, diskLimitMiB } = await engine.inspect(containerId, { signal });
  if (hostPort === undefined) throw await causeOfEnd(engine, containerId, { signal });
  const answer = await untilReady(id, containerId, hostPort, engine, dependencies, signal);
  signal.throwIfAborted();
  const instance = dependencies.rows.get(id);
  const { disk_limit: wanted } = instance.config;
  const warnings = [
    ...(answer === 'open' ? [NO_HTTP] : []),
    ...(wanted !== '' && diskLimitMiB === undefined ? [diskNotLimited(wanted)] : []),
  ];
  run(instance, { containerId, hostPort }, warnings, dependencies);
}

const NO_HTTP =
  'Its port takes connections but gave no HTTP answer within a minute; it may not be what a browser can open.';

/** What has started sooner than this (ms) is not worth a word; after it the engine works while we write. */
const SENT_MS = 2;

async function startContainer(
  id: string,
  containerId: string,
  engine: Engine,
  { rows, clock }: ProvisionDependencies,
  signal: AbortSignal,
): Promise<void> {
  const cancelNote = clock.timer(SENT_MS, () =>
    rows.note(id, { containerId }, 'Its container is made; starting it.'),
  );
  try {
    await engine.start(containerId, { signal });
  } finally {
    cancelNote();
  }
}

async function untilReady(
  id: string,
  containerId: string,
  hostPort: number,
  engine: Engine,
  { rows, clock }: ProvisionDependencies,
  signal: AbortSignal,
): Promise<'http' | 'open'> {
  const instance = rows.get(id);
  const { internal_port: port, proxy_options: options } = instance.config;
  let noted = false;
  const answer = await waitReady(hostPort, {
    path: options.proxy_rewrite ? '/' : `${proxyPath(instance.route)}/`,
    clock,
    signal,
    look: engine.look?.bind(engine),
    connect: engine.connect?.bind(engine),
    async checkAlive() {
      if (!noted) rows.note(id, { containerId, hostPort }, `Started; waiting for port ${port} to answer.`);
      noted = true;
      const { state } = await engine.inspect(containerId, { signal });
      if (state === 'ended') throw await causeOfEnd(engine, containerId, { signal });
    },
  });
  if (answer === 'silent') throw await portSilent(engine, containerId, instance, { signal });
  return answer;
}

/** The container, made or found; the image is brought again where the engine has lost it since we looked. */
async function ensureContainer(
  instance: Instance,
  engine: Engine,
  dependencies: ProvisionDependencies,
  signal: AbortSignal,
): Promise<string> {
  const { imageLoads } = dependencies;
  for (let tries = 1; ; tries += 1) {
    const imageId = await imageLoads.ensure(engine, instance.config.docker_image, { signal });
    signal.throwIfAborted();
    try {
      // Not aborted midway: an answer that is lost leaves a container that nobody knows yet.
      return await engine.create(specOf(instance, imageId, dependencies));
    } catch (error) {
      if (tries > 1 || !isRockpoolError(error) || error.value.code !== 'IMAGE_GONE') throw error;
      imageLoads.forget(engine, instance.config.docker_image);
    }
  }
}

function specOf(
  instance: Instance,
  imageId: string,
  { passwords, controllerId, timeZone }: ProvisionDependencies,
) {
  const { config } = instance;
  const diskMiB = parseDiskLimitMiB(config.disk_limit);
  return {
    name: instance.name,
    imageId,
    marks: {
      controller: controllerId,
      pool: instance.poolId,
      host: instance.hostId ?? '',
      instance: instance.id,
      blueprint: config.name,
      user: instance.userId,
      slots: instance.slots,
      route: instance.route,
      port: config.internal_port,
      created: instance.createdAt,
      lifetime: instance.lifetimeMs,
    },
    command: launchCommand(config.launch_command, instance.route),
    environment: {
      ...ownEnvironment(config.environment_vars),
      INSTANCE_ID: instance.id,
      PASSWORD: passwords.of(instance.id),
      TZ: timeZone,
    },
    port: config.internal_port,
    memoryMiB: instance.memoryMiB,
    ...(diskMiB === undefined ? {} : { diskMiB }),
  };
}

function ownEnvironment(text: string): Record<string, string> {
  const result = parseEnvironment(text);
  if (!result.ok) {
    throw new RockpoolError({
      kind: 'permanent',
      code: 'ENVIRONMENT_INVALID',
      what: 'The environment variables of the blueprint cannot be read.',
      why: result.problem,
      next: 'Correct them in the blueprint or its template, then launch again.',
    });
  }
  return Object.fromEntries(result.variables.map(({ name, value }) => [name, value]));
}

function run(
  instance: Instance,
  found: Pick<Instance, 'containerId' | 'hostPort'>,
  warnings: string[],
  { rows, clock }: ProvisionDependencies,
): void {
  const now = clock.now();
  const seconds = ((now - instance.createdAt) / 1000).toFixed(1);
  rows.transition(
    instance.id,
    { from: 'provisioning', to: 'running' },
    {
      ...found,
      runningAt: now,
      reason: undefined,
      ...(instance.lifetimeMs > 0 ? { expiresAt: now + instance.lifetimeMs } : {}),
      ...(warnings.length > 0 ? { warnings: [...instance.warnings, ...warnings] } : {}),
    },
    {
      level: 'info',
      text: `${instance.name} is running after ${seconds} s${instance.lifetimeMs > 0 ? `, for ${formatDuration(instance.lifetimeMs)}` : ''}.`,
    },
  );
}
