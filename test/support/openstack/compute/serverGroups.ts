import { fields, text, texts } from '../core/read';
import type { Call, Route } from '../core/service';
import { forbidden, notFound } from './errors';
import type { ServerGroup } from './records';

function shown(group: ServerGroup, { cloud, minor }: Call) {
  const members = [...cloud.servers.values()]
    .filter(one => one.groupId === group.id && one.vmState !== 'deleted')
    .map(({ id }) => id);
  return {
    id: group.id,
    name: group.name,
    ...(minor >= 64 ? { policy: group.policy, rules: group.rules } : { policies: [group.policy] }),
    members,
    ...(minor < 64 && { metadata: {} }),
    ...(minor >= 13 && { project_id: group.projectId, user_id: group.userId }),
  };
}

function groupOf({ cloud, token, params }: Call): ServerGroup {
  const group = cloud.serverGroups.get(params.id ?? '');
  if (!group || group.projectId !== token.project?.id)
    throw notFound(`Instance group ${params.id} could not be found.`);
  return group;
}

export const serverGroupRoutes: Route[] = [
  {
    method: 'GET',
    path: '/os-server-groups',
    run(call) {
      const mine = call.cloud.serverGroups.listed().filter(one => one.projectId === call.token.project?.id);
      return { status: 200, body: { server_groups: mine.map(one => shown(one, call)) } };
    },
  },
  {
    method: 'GET',
    path: '/os-server-groups/:id',
    run: call => ({ status: 200, body: { server_group: shown(groupOf(call), call) } }),
  },
  {
    method: 'POST',
    path: '/os-server-groups',
    run(call) {
      const { cloud, token, body } = call;
      const { name, policy, policies, rules } = fields(body, 'server_group');
      const projectId = token.project?.id ?? '';
      const limit = cloud.projects.get(projectId)?.quotas.compute.server_groups ?? -1;
      if (limit >= 0 && cloud.usage.of(projectId, 'server_groups') >= limit)
        throw forbidden('Quota exceeded, too many server groups.');
      cloud.usage.add(projectId, 'server_groups', 1);
      const group = cloud.serverGroups.add({
        id: cloud.ids.uuid(),
        projectId,
        userId: token.user.id,
        name: text(name) ?? '',
        policy: text(policy) ?? texts(policies)[0] ?? 'anti-affinity',
        rules: fields(rules),
      });
      return { status: 200, body: { server_group: shown(group, call) } };
    },
  },
  {
    method: 'DELETE',
    path: '/os-server-groups/:id',
    run(call) {
      const group = groupOf(call);
      call.cloud.serverGroups.remove(group.id);
      call.cloud.usage.add(group.projectId, 'server_groups', -1);
      return { status: 204, headers: { 'content-type': 'application/json' } };
    },
  },
];
