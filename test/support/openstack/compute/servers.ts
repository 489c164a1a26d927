import { nextHref, pageOf } from '../core/paging';
import { fields, list, text, textMap, texts } from '../core/read';
import { Refusal } from '../core/refusal';
import type { Call, Route } from '../core/service';
import { askForRemoval, begin, beginRemoval, change } from './building';
import { badRequest, notFound } from './errors';
import type { Server } from './records';
import { briefly, linksOf, showServer, statusOf } from './show';
import { wanted } from './wanted';

/** @throws {Refusal} 404 with Nova's words */
export function serverOf({ cloud, params, token }: Call): Server {
  const server = cloud.servers.get(params.id ?? '');
  if (!server || server.projectId !== token.project?.id)
    throw notFound(`Instance ${params.id} could not be found.`);
  return server;
}

function isAsked(server: Server, query: URLSearchParams): boolean {
  const name = query.get('name');
  if (name !== null && !new RegExp(name).test(server.name)) return false;
  const status = query.get('status');
  if (status !== null && statusOf(server) !== status.toUpperCase()) return false;
  const has = (key: string, isAll: boolean) => {
    const tags = query.get(key)?.split(',');
    return (
      !tags || (isAll ? tags.every(t => server.tags.includes(t)) : tags.some(t => server.tags.includes(t)))
    );
  };
  if (!has('tags', true) || !has('tags-any', false)) return false;
  const since = query.get('changes-since');
  return since === null || server.updatedAt >= Date.parse(since);
}

const isListed = ({ vmState }: Server): boolean => vmState !== 'deleted' && vmState !== 'softDeleted';

function listing(call: Call, show: (server: Server) => unknown) {
  const { cloud, query, token, base } = call;
  const mine = cloud.servers
    .listed()
    .filter(one => one.projectId === token.project?.id && isListed(one) && isAsked(one, query));
  const asked = query.get('limit') ?? '';
  if (!/^[0-9]*$/.test(asked))
    throw badRequest(
      `Invalid input for query parameters limit. Value: ${asked}. '${asked}' does not match '^[0-9]*$'`,
    );
  const limit = Math.min(Number(query.get('limit') ?? cloud.pageLimit), cloud.pageLimit);
  const page = pageOf(mine, limit, query.get('marker'));
  if (!page) throw badRequest(`marker [${query.get('marker')}] not found`);
  const path = show === undefined ? '' : call.params.list === 'detail' ? '/servers/detail' : '/servers';
  return {
    status: 200,
    body: {
      servers: page.items.map(show),
      ...(page.next !== undefined && {
        servers_links: [{ rel: 'next', href: nextHref(`${base}${path}`, query, page.next) }],
      }),
    },
  };
}

const POWERING: Readonly<Record<string, { during: string; after: 'active' | 'stopped' }>> = {
  'os-start': { during: 'powering-on', after: 'active' },
  'os-stop': { during: 'powering-off', after: 'stopped' },
  reboot: { during: 'reboot_started', after: 'active' },
};

function power(call: Call, action: string): void {
  const { cloud } = call;
  const server = serverOf(call);
  const step = POWERING[action];
  const isRight = action === 'os-start' ? server.vmState === 'stopped' : server.vmState === 'active';
  if (!step || !isRight || server.taskState !== null)
    throw new Refusal(
      409,
      `Cannot '${action.replace('os-', '')}' instance ${server.id} while it is in ${server.taskState === null ? `vm_state ${server.vmState}` : `task_state ${server.taskState}`}`,
    );
  change(cloud, server.id, { taskState: step.during });
  cloud.agenda.after(cloud.takes('powering'), () => {
    if (cloud.servers.get(server.id)?.taskState === step.during)
      change(cloud, server.id, { vmState: step.after, taskState: null });
  });
}

function consoleOutput(call: Call) {
  const { cloud, body } = call;
  const server = serverOf(call);
  if (server.hostId === '') throw new Refusal(409, `Instance ${server.id} is not ready`);
  const length = Number(fields(body, 'os-getConsoleOutput').length ?? -1);
  const all = server.vmState === 'building' ? '' : cloud.consoleOf(server);
  const lines = all.split('\n');
  return { status: 200, body: { output: length < 0 ? all : lines.slice(-length - 1).join('\n') } };
}

const act: Record<string, (call: Call) => ReturnType<Route['run']>> = {
  'os-getConsoleOutput': consoleOutput,
  forceDelete(call) {
    beginRemoval(call.cloud, serverOf(call));
    return { status: 202 };
  },
};

export const serverRoutes = (
  createImage: (call: Call, server: Server) => ReturnType<Route['run']>,
): Route[] => [
  {
    method: 'POST',
    path: '/servers',
    run(call) {
      const { cloud, token, base } = call;
      const asked = wanted(call);
      const server = begin(cloud, asked, token.project?.id ?? '', token.user.id);
      const names = list(fields(call.body, 'server').security_groups).map(one => ({
        name: text(fields(one).name),
      }));
      return {
        status: 202,
        headers: { location: `${base}/servers/${server.id}` },
        body: {
          server: {
            id: server.id,
            links: linksOf(base, 'servers', server.id),
            'OS-DCF:diskConfig': 'MANUAL',
            security_groups: names.length > 0 ? names : [{ name: 'default' }],
            adminPass: cloud.ids.password(),
          },
        },
      };
    },
  },
  {
    method: 'GET',
    path: '/servers',
    run: call => listing(call, server => briefly(server, call)),
  },
  {
    method: 'GET',
    path: '/servers/detail',
    run: call => listing({ ...call, params: { list: 'detail' } }, server => showServer(server, call, false)),
  },
  {
    method: 'GET',
    path: '/servers/:id',
    run: call => ({ status: 200, body: { server: showServer(serverOf(call), call, true) } }),
  },
  {
    method: 'PUT',
    path: '/servers/:id',
    run(call) {
      const server = serverOf(call);
      const { name, description } = fields(call.body, 'server');
      const changed = change(call.cloud, server.id, {
        ...(text(name) !== undefined && { name: String(name) }),
        ...(description !== undefined && { description: text(description) ?? null }),
      });
      return { status: 200, body: { server: showServer(changed ?? server, call, true) } };
    },
  },
  {
    method: 'DELETE',
    path: '/servers/:id',
    run(call) {
      askForRemoval(call.cloud, serverOf(call));
      return { status: 204, headers: { 'content-type': 'application/json' } };
    },
  },
  {
    method: 'POST',
    path: '/servers/:id/action',
    run(call) {
      const server = serverOf(call);
      const action = Object.keys(fields(call.body))[0] ?? '';
      if (action === 'createImage') return createImage(call, server);
      if (POWERING[action]) {
        power(call, action);
        return { status: 202 };
      }
      const known = act[action];
      if (!known) throw badRequest(`There is no such action: ${action}`);
      return known(call);
    },
  },
  {
    method: 'GET',
    path: '/servers/:id/metadata',
    run: call => ({ status: 200, body: { metadata: serverOf(call).metadata } }),
  },
  ...(['POST', 'PUT'] as const).map(
    (method): Route => ({
      method,
      path: '/servers/:id/metadata',
      run(call) {
        const server = serverOf(call);
        const asked = textMap(fields(call.body).metadata);
        const metadata = method === 'POST' ? { ...server.metadata, ...asked } : asked;
        change(call.cloud, server.id, { metadata });
        return { status: 200, body: { metadata } };
      },
    }),
  ),
  {
    method: 'DELETE',
    path: '/servers/:id/metadata/:key',
    run(call) {
      const server = serverOf(call);
      const { [call.params.key ?? '']: gone, ...metadata } = server.metadata;
      if (gone === undefined) throw notFound('Metadata item was not found');
      change(call.cloud, server.id, { metadata });
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    path: '/servers/:id/tags',
    run: call => ({ status: 200, body: { tags: serverOf(call).tags } }),
  },
  {
    method: 'PUT',
    path: '/servers/:id/tags',
    run(call) {
      const tags = texts(fields(call.body).tags);
      change(call.cloud, serverOf(call).id, { tags });
      return { status: 200, body: { tags } };
    },
  },
  {
    method: 'GET',
    path: '/servers/:id/os-volume_attachments',
    run(call) {
      const server = serverOf(call);
      return {
        status: 200,
        body: {
          volumeAttachments: server.attachments.map(one => ({
            ...(call.minor < 89 && { id: one.volumeId }),
            volumeId: one.volumeId,
            serverId: server.id,
            device: one.device,
            ...(call.minor >= 70 && { tag: one.tag }),
            ...(call.minor >= 79 && { delete_on_termination: one.deleteOnTermination }),
            ...(call.minor >= 89 && { attachment_id: one.id, bdm_uuid: one.bdmId }),
          })),
        },
      };
    },
  },
  {
    method: 'GET',
    path: '/servers/:id/os-interface',
    run(call) {
      const server = serverOf(call);
      const ports = [...(call.cloud.portsOf.get(server.id) ?? [])].flatMap(
        id => call.cloud.ports.get(id) ?? [],
      );
      return {
        status: 200,
        body: {
          interfaceAttachments: ports.map(port => ({
            net_id: port.networkId,
            port_id: port.id,
            mac_addr: port.mac,
            port_state: port.status,
            fixed_ips: port.fixedIps.map(({ subnetId, address }) => ({
              subnet_id: subnetId,
              ip_address: address,
            })),
          })),
        },
      };
    },
  },
];
