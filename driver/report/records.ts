import type { Blueprint } from '../model/blueprint';
import type { CloudAuth, CloudConnection } from '../model/cloudConnection';
import type { ConfigChange } from '../model/configChange';
import { parseEnvironment } from '../model/environment';
import type { Host } from '../model/host';
import type { Image } from '../model/image';
import type { Instance } from '../model/instance';
import type { JumpHost } from '../model/jumpHost';
import type { LabMachine } from '../model/labMachine';
import type { Login } from '../model/login';
import { type ConfigKey, type Pool, poolConfigSchema } from '../model/pool';
import type { PoolPlan } from '../model/poolPlan';
import type { State } from '../model/state';
import type { Task } from '../model/task';
import type { Template, TemplateConfig } from '../model/template';
import { errorsIn } from './errors';

/**
 * What of each record goes into a report: only what is named here. A field that comes to the model later is left out until
 * somebody has thought about it.
 */
function pick<T extends object, K extends keyof T>(record: T, keys: readonly K[]): Pick<T, K> {
  const there = keys.filter(key => record[key] !== undefined);
  return Object.fromEntries(there.map(key => [key, record[key]])) as Pick<T, K>;
}

const hostOf = (host: Host) => ({
  ...pick(host, ['id', 'poolId', 'name', 'phase', 'history', 'providerId', 'engineUrl', 'slots']),
  ...pick(host, ['unreachable', 'watched', 'facts', 'createdAt', 'adoptedAt', 'flavor', 'firstUsedAt']),
  ...pick(host, ['failures', 'cordoned', 'wish', 'leaving']),
  // Its note is what people write to each other.
  ...(host.settings ? { settings: pick(host.settings, ['slots', 'lifetime']) } : {}),
});

const instanceOf = (instance: Instance) => ({
  ...pick(instance, [
    'id',
    'name',
    'poolId',
    'blueprintId',
    'userId',
    'state',
    'reason',
    'error',
    'warnings',
  ]),
  ...pick(instance, ['slots', 'memoryMiB', 'lifetimeMs', 'hostId', 'containerId', 'hostPort', 'unknown']),
  ...pick(instance, ['createdAt', 'runningAt', 'expiresAt', 'broughtForward', 'endedAt', 'log']),
  config: launchOf(instance.config),
});

/** How something is launched; of variables the names alone, and no command: either may hold anything. */
const launchOf = (config: Partial<TemplateConfig>) => ({
  ...pick(config, ['name', 'docker_image', 'internal_port', 'memory_limit', 'disk_limit', 'consumed_slots']),
  ...pick(config, ['maximum_instances_per_user', 'maximum_lifetime', 'proxy_options', 'show_password']),
  hasLaunchCommand: (config.launch_command ?? '') !== '',
  variables: variableNames(config.environment_vars ?? ''),
});

function variableNames(text: string): string[] {
  const parsed = parseEnvironment(text);
  return parsed.ok ? parsed.variables.map(({ name }) => name) : [];
}

const templateOf = (template: Template) => ({
  ...pick(template, ['id', 'plugin', 'active', 'allowedAttributes', 'createdAt', 'updatedAt']),
  config: launchOf(template.config),
});
const blueprintOf = (blueprint: Blueprint) => ({
  ...pick(blueprint, ['id', 'templateId', 'active', 'createdAt', 'updatedAt']),
  config: launchOf(blueprint.config as Partial<TemplateConfig>),
});

const poolOf = (pool: Pool) => ({
  ...pick(pool, ['id', 'name', 'provider', 'engineUrl', 'createdAt', 'predecessors', 'epoch', 'held']),
  config: pick(pool.config, Object.keys(poolConfigSchema.shape) as ConfigKey[]),
  ...(pool.cloud ? { cloud: connectionOf(pool.cloud) } : {}),
});

function connectionOf(connection: CloudConnection) {
  if (connection.kind === 'cloudsYaml') return pick(connection, ['kind', 'path', 'cloud', 'region']);
  return {
    ...pick(connection, ['kind', 'authUrl', 'region', 'interface', 'caFile', 'verify']),
    auth: authOf(connection.auth),
  };
}

function authOf(auth: CloudAuth) {
  switch (auth.kind) {
    case 'password':
      return pick(auth, ['kind', 'user', 'userDomain', 'projectId', 'projectName', 'projectDomain']);
    case 'applicationCredential':
      return pick(auth, ['kind', 'id', 'name', 'user', 'userDomain']);
    case 'token':
      return pick(auth, ['kind', 'projectId', 'projectName', 'projectDomain']);
  }
}

const changeOf = (change: ConfigChange) => ({
  ...pick(change, ['poolId', 'at', 'by', 'way']),
  changes: change.changes.filter(({ key }) => Object.hasOwn(poolConfigSchema.shape, key)),
});

const planOf = (plan: PoolPlan) => ({
  ...pick(plan, ['id', 'at', 'doing', 'waiting', 'counts', 'next', 'banners', 'slots', 'hosts']),
  ...pick(plan, ['roomForHosts', 'largestLaunch', 'queue', 'costPerHour', 'starts', 'lease']),
  ...pick(plan, ['leftovers', 'foreign']),
});

const loginOf = (login: Login) =>
  login.kind === 'file' ? pick(login, ['kind', 'path']) : pick(login, ['kind']);
const jumpHostOf = (jump: JumpHost) => ({
  ...pick(jump, ['id', 'poolId', 'address', 'port', 'user', 'jumpId', 'hostKeys', 'addedAt']),
  login: loginOf(jump.login),
});
// Its label is what people remember of it.
const machineOf = (machine: LabMachine) => ({
  ...pick(machine, [
    'id',
    'poolId',
    'address',
    'port',
    'user',
    'slots',
    'jumpId',
    'sudo',
    'hostKeys',
    'addedAt',
  ]),
  login: loginOf(machine.login),
});

const imageOf = (image: Image) => ({
  ...pick(image, ['id', 'imageId', 'file', 'fileSize', 'size', 'format', 'architecture', 'os']),
  ...pick(image, ['exposedPorts', 'builtAt', 'importedAt', 'origin', 'hostsPull']),
  layers: image.layers.length,
});

const taskOf = (task: Task) => ({
  ...pick(task, ['id', 'kind', 'title', 'state', 'step', 'done', 'total', 'speed', 'error', 'result']),
  ...pick(task, ['push', 'startedAt', 'endedAt']),
});

/** The records of a report, by the file that they are written to. */
export function recordsOf(state: State): Record<string, readonly object[]> {
  const all = <T, R>(records: Record<string, T>, one: (record: T) => R) => Object.values(records).map(one);
  return {
    'events.json': all(state.events, event =>
      pick(event, ['at', 'level', 'text', 'poolId', 'hostId', 'instanceId', 'userId']),
    ),
    'errors.json': errorsIn(state),
    'pools.json': all(state.pools, poolOf),
    'plans.json': all(state.plans, planOf),
    'changes-of-settings.json': all(state.configChanges, changeOf),
    'shutdowns.json': all(state.shutdowns, shutdown =>
      pick(shutdown, [
        'id',
        'how',
        'orderedAt',
        'endsAt',
        'state',
        'remaining',
        'remainingCount',
        'report',
        'past',
      ]),
    ),
    'hosts.json': all(state.hosts, hostOf),
    'machines.json': all(state.machines, machineOf),
    'jump-hosts.json': all(state.jumpHosts, jumpHostOf),
    'instances.json': all(state.instances, instanceOf),
    'templates.json': all(state.templates, templateOf),
    'blueprints.json': all(state.blueprints, blueprintOf),
    'images.json': all(state.images, imageOf),
    'tasks.json': all(state.tasks, taskOf),
    'settings.json': all(state.settings, settings =>
      pick(settings, [
        'imageDirectory',
        'downloadDirectory',
        'warnBeforeEndMinutes',
        'pushLimitMBs',
        'welcomeDone',
      ]),
    ),
  };
}
