import type { Cloud } from '../cloud';
import { fields, text } from '../core/read';
import type { Call, Route } from '../core/service';
import {
  checkRevision,
  found,
  isOwn,
  type Kind,
  readingRoutes,
  revise,
  standard,
  standardFields,
  takeQuota,
} from './collection';
import { badRequest, conflict, notFound } from './errors';
import type { SecurityGroup } from './records';
import { addRule, removeRule, rulesIn, showRule } from './rules';

export const groupKind: Kind<SecurityGroup> = {
  path: 'security-groups',
  name: 'security_group',
  table: cloud => cloud.securityGroups,
  forgivesMarker: true,
  isSeenBy: isOwn,
  missing: id => notFound('SecurityGroupNotFound', `Security group ${id} does not exist`),
  show: (group, cloud) => ({
    id: group.id,
    name: group.name,
    stateful: group.isStateful,
    tenant_id: group.projectId,
    description: group.description,
    shared: false,
    security_group_rules: rulesIn(cloud, group.id).map(showRule),
    ...standardFields(group),
  }),
};

export function addGroup(
  cloud: Cloud,
  projectId: string,
  asked: { name: string; description: string },
): SecurityGroup {
  takeQuota(cloud, projectId, 'security_group');
  const group = cloud.securityGroups.add({
    ...standard(cloud, projectId, asked),
    isStateful: true,
    revision: 1,
  });
  for (const ethertype of ['IPv4', 'IPv6'] as const)
    addRule(cloud, group.id, projectId, { direction: 'egress', ethertype });
  return group;
}

/** Every project has one, from the first time that somebody asks for its groups. */
export function defaultGroup(cloud: Cloud, projectId: string): SecurityGroup {
  for (const group of cloud.securityGroups.values())
    if (group.projectId === projectId && group.name === 'default') return group;
  const group = addGroup(cloud, projectId, { name: 'default', description: 'Default security group' });
  for (const ethertype of ['IPv4', 'IPv6'] as const)
    addRule(cloud, group.id, projectId, { ethertype, remoteGroupId: group.id });
  return group;
}

const NAME_LIMIT = 255;

function checkName(name: unknown): string {
  if (typeof name !== 'string')
    throw badRequest(
      'HTTPBadRequest',
      `Invalid input for name. Reason: '${String(name)}' is not a valid string.`,
    );
  if (name.length > NAME_LIMIT)
    throw badRequest(
      'HTTPBadRequest',
      `Invalid input for name. Reason: '${name}' exceeds maximum length of ${NAME_LIMIT}.`,
    );
  return name;
}

const writing: Route[] = [
  {
    method: 'POST',
    path: '/security-groups',
    run({ cloud, body, token }) {
      const asked = fields(body, 'security_group');
      const projectId = token.project?.id ?? '';
      defaultGroup(cloud, projectId);
      const name = checkName(asked.name ?? '');
      if (name === 'default')
        throw conflict('SecurityGroupDefaultAlreadyExists', 'Default security group already exists.');
      const group = addGroup(cloud, projectId, { name, description: text(asked.description) ?? '' });
      return { status: 201, body: { security_group: groupKind.show(group, cloud) } };
    },
  },
  {
    method: 'PUT',
    path: '/security-groups/:id',
    run(call) {
      const group = found(groupKind, call);
      checkRevision(call, group, 'security_group');
      const { name, description } = fields(call.body, 'security_group');
      const changed = revise(call.cloud, call.cloud.securityGroups, group.id, {
        ...(name !== undefined && { name: checkName(name) }),
        ...(description !== undefined && { description: String(description) }),
      });
      return { status: 200, body: { security_group: groupKind.show(changed, call.cloud) } };
    },
  },
  {
    method: 'DELETE',
    path: '/security-groups/:id',
    run(call) {
      const { cloud } = call;
      const group = found(groupKind, call);
      checkRevision(call, group, 'security_group');
      if (group.name === 'default')
        throw conflict(
          'SecurityGroupCannotRemoveDefault',
          'Insufficient rights for removing default security group.',
        );
      if ((cloud.portsIn.get(group.id) ?? 0) > 0)
        throw conflict('SecurityGroupInUse', `Security Group ${group.id} in use.`);
      for (const rule of rulesIn(cloud, group.id)) removeRule(cloud, rule);
      cloud.rulesOf.delete(group.id);
      cloud.securityGroups.remove(group.id);
      cloud.usage.add(group.projectId, 'security_group', -1);
      return { status: 204 };
    },
  },
];

export const securityGroupRoutes: Route[] = [
  ...readingRoutes(groupKind).map(route =>
    route.path === '/security-groups' && route.method === 'GET'
      ? {
          ...route,
          run(call: Call) {
            if (call.token.project) defaultGroup(call.cloud, call.token.project.id);
            return route.run(call);
          },
        }
      : route,
  ),
  ...writing,
];
