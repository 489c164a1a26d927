import { z } from 'zod';
import { RockpoolError } from '../../model/errors';
import * as schemas from './answers';
import type { CloudCalls, SeenQuotas } from './calls';
import { cloudError, codeOf } from './errors';
import type { GroupRule } from './groupRules';
import { volumeTypeTooOld } from './messages';
import { serverBody } from './wish';

/** A call of a service, as the client of clouds takes it; what it throws has a code (`cloudError`). */
export interface ClientCall {
  service: 'compute' | 'network' | 'image' | 'volume';
  method: string;
  /** Behind the service's address and version. */
  path: string;
  query?: Readonly<Record<string, string | number | undefined>> | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: unknown;
  microversion?: { least: string; most?: string | undefined } | undefined;
  signal?: AbortSignal | undefined;
}

/** What is needed of the client of a cloud. */
export interface CloudClient {
  call(call: ClientCall): Promise<{ body: unknown }>;
  /** All items under a key, of all pages. */
  list(call: Omit<ClientCall, 'method' | 'body' | 'headers'> & { key: string }): Promise<unknown[]>;
  projectId(signal: AbortSignal): Promise<string | undefined>;
}

type Kind = Parameters<CloudCalls['remove']>[0];
type Path = Pick<ClientCall, 'service' | 'path' | 'query' | 'microversion'>;

const words: Record<Kind, [doing: string, service: ClientCall['service'], path: string]> = {
  server: ['end a machine', 'compute', '/servers'],
  volume: ['end a volume', 'volume', '/volumes'],
  snapshot: ['end a snapshot', 'volume', '/snapshots'],
  image: ['end an image', 'image', '/images'],
  port: ['end a port', 'network', '/ports'],
  securityGroup: ['end a security group', 'network', '/security-groups'],
  floatingIp: ['give a floating address back', 'network', '/floatingips'],
  keypair: ['end a key pair', 'compute', '/os-keypairs'],
  serverGroup: ['end a group of servers', 'compute', '/os-server-groups'],
};

/** Servers tell the name of their flavor from 2.47 on; what is newer than 2.90 is not known here. */
const SERVERS = { least: '2.26', most: '2.90' };
/** The oldest; which versions there are is known then by the time a machine is asked for. */
const FLAVORS = { least: '2.1' };
/** Tags in the call that makes a server. */
const CREATE = { least: '2.52', most: '2.90' };
/** The type of its volumes. */
const CREATE_WITH_TYPE = { least: '2.67', most: '2.90' };
/** Anti-affinity is a list of policies until then. */
const SERVER_GROUPS = { least: '2.1', most: '2.63' };
/** Nothing newer is needed. */
const PAGE = 500;
/** So much of a console is read, in lines. */
const CONSOLE_LINES = 2000;

/** What the provider asks of a cloud, asked of a real one. */
export function cloudCalls(cloud: CloudClient, where: string): CloudCalls {
  /** Runs it; what it throws says what the cloud did not do. */
  async function said<T>(doing: string, writes: boolean, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw cloudError(error, { where, doing, writes });
    }
  }

  function list<T extends z.ZodType>(
    doing: string,
    key: string,
    schema: T,
    path: Path,
    signal: AbortSignal,
  ): Promise<z.output<T>[]> {
    return said(doing, false, async () => {
      const items = await cloud.list({ ...path, key, signal });
      return items.map(item => read(schema, item, doing));
    });
  }
  function read<T extends z.ZodType>(schema: T, value: unknown, doing: string): z.output<T> {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw new RockpoolError({
      ...{ kind: 'transient', code: 'CLOUD_ANSWER_STRANGE', where },
      what: `The cloud did not ${doing} in a way that Rockpool understands.`,
      why: `${issue?.path.join('.') ?? 'Its answer'}: ${issue?.message ?? 'is missing'}.`,
      next: 'Rockpool tries again by itself. If that goes on, please report it with the log (Help → Show logs).',
    });
  }
  const write = (
    doing: string,
    method: 'POST' | 'PUT' | 'DELETE',
    { body, headers, ...path }: Path & Pick<ClientCall, 'body' | 'headers'>,
    signal: AbortSignal,
  ) => said(doing, true, () => cloud.call({ ...path, method, body, headers, signal }));

  /** Of the network service: an administrator would see those of all projects. */
  async function ownList<T extends z.ZodType>(
    [doing, key, schema, path]: [string, string, T, string],
    signal: AbortSignal,
  ): Promise<z.output<T>[]> {
    const project = await said(doing, false, () => cloud.projectId(signal));
    const query = { project_id: project, limit: PAGE };
    return list(doing, key, schema, { service: 'network', path, query }, signal);
  }
  /** Undefined where the cloud has not, or does not tell. */
  async function optional<T extends z.ZodType>(
    schema: T,
    path: Path,
    signal: AbortSignal,
  ): Promise<z.output<T> | undefined> {
    const doing = 'tell its quotas';
    try {
      const { body } = await cloud.call({ ...path, method: 'GET', signal });
      return read(schema, body, doing);
    } catch (error) {
      if (['NoService', 'Forbidden', 'NotFound'].includes(codeOf(error) ?? '')) return undefined;
      throw cloudError(error, { where, doing });
    }
  }
  /** Block storage is a service that a cloud may lack. */
  async function withVolumes<T>(ask: () => Promise<T[]>): Promise<T[]> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof RockpoolError && error.value.code === 'CLOUD_LACKS_SERVICE') return [];
      throw error;
    }
  }

  return {
    where,
    servers: signal =>
      list(
        'list its machines',
        'servers',
        schemas.serverSchema,
        { service: 'compute', path: '/servers/detail', microversion: SERVERS },
        signal,
      ),
    server: (id, signal) =>
      said('tell of a machine', false, async () => {
        const path = `/servers/${encodeURIComponent(id)}`;
        try {
          const { body } = await cloud.call({
            ...{ service: 'compute', method: 'GET', path, microversion: SERVERS, signal },
          });
          return read(z.object({ server: schemas.serverSchema }), body, 'tell of a machine').server;
        } catch (error) {
          if (codeOf(error) === 'NotFound') return undefined;
          throw error;
        }
      }),
    volumes: signal =>
      withVolumes(() => {
        const path: Path = { service: 'volume', path: '/volumes/detail' };
        return list('list its volumes', 'volumes', schemas.volumeSchema, path, signal);
      }),
    snapshots: signal =>
      withVolumes(() => {
        const path: Path = { service: 'volume', path: '/snapshots/detail' };
        return list('list its snapshots', 'snapshots', schemas.snapshotSchema, path, signal);
      }),
    images: signal => {
      const path: Path = { service: 'image', path: '/images', query: { limit: PAGE } };
      return list('list its images', 'images', schemas.imageSchema, path, signal);
    },
    ports: signal => ownList(['list its ports', 'ports', schemas.portSchema, '/ports'], signal),
    groups: signal =>
      ownList(
        ['list its security groups', 'security_groups', schemas.groupSchema, '/security-groups'],
        signal,
      ),
    floatingIps: signal =>
      ownList(
        ['list its floating addresses', 'floatingips', schemas.floatingIpSchema, '/floatingips'],
        signal,
      ),
    keypairs: signal => {
      const path: Path = { service: 'compute', path: '/os-keypairs', microversion: { least: '2.35' } };
      return list('list its key pairs', 'keypairs', schemas.keypairSchema, path, signal);
    },
    serverGroups: signal => {
      const path: Path = { service: 'compute', path: '/os-server-groups', microversion: SERVER_GROUPS };
      return list('list its groups of servers', 'server_groups', schemas.serverGroupSchema, path, signal);
    },
    flavors: signal => {
      const path: Path = { service: 'compute', path: '/flavors/detail', microversion: FLAVORS };
      return list('list its flavors', 'flavors', schemas.flavorSchema, path, signal);
    },
    async networks(signal) {
      const doing = 'list its networks';
      const project = await said(doing, false, () => cloud.projectId(signal));
      const path: Path = { service: 'network', path: '/networks', query: { limit: PAGE } };
      const all = await list(doing, 'networks', schemas.networkSchema, path, signal);
      return all.filter(one => one.projectId === project || one.isShared || one.isExternal);
    },
    async quotas(signal) {
      const project = await said('tell its quotas', false, () => cloud.projectId(signal));
      const [compute, volume, network] = await Promise.all([
        optional(schemas.computeLimitsSchema, { service: 'compute', path: '/limits' }, signal),
        optional(schemas.volumeLimitsSchema, { service: 'volume', path: '/limits' }, signal),
        optional(
          schemas.networkQuotasSchema,
          { service: 'network', path: `/quotas/${project}/details.json` },
          signal,
        ),
      ]);
      const quotas: SeenQuotas = {
        ...(compute && {
          instances: { used: compute.totalInstancesUsed, limit: compute.maxTotalInstances },
          cores: { used: compute.totalCoresUsed, limit: compute.maxTotalCores },
          ram: { used: compute.totalRAMUsed, limit: compute.maxTotalRAMSize },
        }),
        ...(volume && {
          volumes: { used: volume.totalVolumesUsed, limit: volume.maxTotalVolumes },
          gigabytes: { used: volume.totalGigabytesUsed, limit: volume.maxTotalVolumeGigabytes },
        }),
        ...(network?.quota.port && { ports: network.quota.port }),
        ...(network?.quota.security_group && { securityGroups: network.quota.security_group }),
        ...(network?.quota.floatingip && { floatingIps: network.quota.floatingip }),
      };
      return quotas;
    },

    async createServer(wish, signal) {
      const { volumeType } = wish;
      try {
        await cloud.call({
          ...{ service: 'compute', method: 'POST', path: '/servers', body: serverBody(wish), signal },
          microversion: volumeType === undefined ? CREATE : CREATE_WITH_TYPE,
        });
      } catch (error) {
        if (codeOf(error) === 'NoMicroversion' && volumeType !== undefined)
          throw new RockpoolError(volumeTypeTooOld(where, volumeType), { cause: error });
        throw cloudError(error, { where, doing: 'make a machine', writes: true });
      }
    },
    async consoleLog(id, signal) {
      const doing = 'show what a machine has printed';
      const body = { 'os-getConsoleOutput': { length: CONSOLE_LINES } };
      const path: Path = { service: 'compute', path: `/servers/${id}/action` };
      const answer = await write(doing, 'POST', { ...path, body }, signal);
      return read(z.object({ output: z.string().nullish() }), answer.body, doing).output ?? '';
    },
    async noteServer(id, metadata, signal) {
      const path: Path = { service: 'compute', path: `/servers/${id}/metadata` };
      await write('note something with a machine', 'POST', { ...path, body: { metadata } }, signal);
    },
    async markVolume(id, metadata, signal) {
      const path: Path = { service: 'volume', path: `/volumes/${id}/metadata` };
      await write('mark a volume', 'POST', { ...path, body: { metadata } }, signal);
    },
    async createGroup(name, description, signal) {
      const doing = 'make a security group';
      const body = { security_group: { name, description } };
      const { body: made } = await write(
        doing,
        'POST',
        { service: 'network', path: '/security-groups', body },
        signal,
      );
      return read(z.object({ security_group: schemas.groupSchema }), made, doing).security_group;
    },
    async addRules(groupId, rules, signal) {
      const body = { security_group_rules: rules.map(rule => ruleBody(groupId, rule)) };
      await write(
        'let SSH in to its machines',
        'POST',
        { service: 'network', path: '/security-group-rules', body },
        signal,
      );
    },
    async removeRule(id, signal) {
      await ended(`/security-group-rules/${id}`, 'shut what somebody has opened', signal);
    },
    async describeGroup({ id, revision }, description, signal) {
      const path = `/security-groups/${id}`;
      const headers = { 'if-match': `revision_number=${revision}` };
      try {
        const body = { security_group: { description } };
        await cloud.call({ service: 'network', method: 'PUT', path, headers, body, signal });
        return true;
      } catch (error) {
        if (['PreconditionFailed', 'NotFound'].includes(codeOf(error) ?? '')) return false;
        throw cloudError(error, { where, doing: 'note who has the pool', writes: true });
      }
    },
    async tagGroup(id, tag, signal) {
      const path = `/security-groups/${id}/tags/${tag}`;
      await write('note who has the pool', 'PUT', { service: 'network', path }, signal);
    },
    untagGroup: (id, tag, signal) =>
      ended(`/security-groups/${id}/tags/${tag}`, 'note who has the pool', signal),
    async createServerGroup(name, signal) {
      const doing = 'make a group of servers';
      const body = { server_group: { name, policies: ['anti-affinity'] } };
      const path: Path = { service: 'compute', path: '/os-server-groups', microversion: SERVER_GROUPS };
      const { body: made } = await write(doing, 'POST', { ...path, body }, signal);
      return read(z.object({ server_group: schemas.serverGroupSchema }), made, doing).server_group;
    },
    async createFloatingIp(networkId, description, signal) {
      const doing = 'give out a floating address';
      const body = { floatingip: { floating_network_id: networkId, description } };
      const path: Path = { service: 'network', path: '/floatingips' };
      const { body: made } = await write(doing, 'POST', { ...path, body }, signal);
      return read(z.object({ floatingip: schemas.floatingIpSchema }), made, doing).floatingip;
    },
    async giveFloatingIp(id, portId, signal) {
      const body = { floatingip: { port_id: portId } };
      const path: Path = { service: 'network', path: `/floatingips/${id}` };
      await write('give a machine its floating address', 'PUT', { ...path, body }, signal);
    },
    async remove(kind, id, signal, { revision } = {}) {
      const [doing, service, path] = words[kind];
      const headers: Record<string, string> =
        revision === undefined ? {} : { 'if-match': `revision_number=${revision}` };
      try {
        await cloud.call({
          ...{ service, method: 'DELETE', path: `${path}/${encodeURIComponent(id)}`, headers, signal },
        });
        return 'accepted';
      } catch (error) {
        const code = codeOf(error);
        if (code === 'NotFound') return 'gone';
        if (code === 'PreconditionFailed') return 'changed';
        // Cinder says 400 of what is attached, or busy.
        if (code === 'Conflict' || (code === 'BadRequest' && service === 'volume')) return 'used';
        throw cloudError(error, { where, doing, writes: true });
      }
    },
  };

  async function ended(path: string, doing: string, signal: AbortSignal): Promise<void> {
    try {
      await cloud.call({ service: 'network', method: 'DELETE', path, signal });
    } catch (error) {
      if (codeOf(error) !== 'NotFound') throw cloudError(error, { where, doing, writes: true });
    }
  }
}

function ruleBody(groupId: string, rule: GroupRule): Record<string, unknown> {
  return {
    security_group_id: groupId,
    ...{ direction: rule.direction, ethertype: rule.ethertype, protocol: rule.protocol },
    ...{ port_range_min: rule.portRangeMin, port_range_max: rule.portRangeMax },
    ...{ remote_ip_prefix: rule.remoteIpPrefix, remote_group_id: rule.remoteGroupId },
  };
}
