import type { Cloud } from '../cloud';
import { fields, number, text } from '../core/read';
import type { Call, Route } from '../core/service';
import {
  checkQuota,
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
import type { Rule, SecurityGroup } from './records';

export const showRule = (rule: Rule) => {
  const { tags: _, ...rest } = standardFields(rule);
  return {
    id: rule.id,
    tenant_id: rule.projectId,
    security_group_id: rule.groupId,
    ethertype: rule.ethertype,
    direction: rule.direction,
    protocol: rule.protocol,
    port_range_min: rule.portMin,
    port_range_max: rule.portMax,
    remote_ip_prefix: rule.remoteCidr,
    remote_address_group_id: null,
    normalized_cidr: rule.normalizedCidr,
    remote_group_id: rule.remoteGroupId,
    standard_attr_id: rule.standardAttributeId,
    description: rule.isDefault ? null : rule.description,
    tags: rule.tags,
    ...rest,
  };
};

export function rulesIn(cloud: Cloud, groupId: string): Rule[] {
  const ids = [...(cloud.rulesOf.get(groupId) ?? [])].sort();
  return ids.flatMap(id => cloud.rules.get(id) ?? []);
}

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

export const ruleKind: Kind<Rule> = {
  path: 'security-group-rules',
  name: 'security_group_rule',
  table: cloud => cloud.rules,
  isSeenBy: isOwn,
  missing: id => notFound('SecurityGroupRuleNotFound', `Security group rule ${id} does not exist`),
  show: showRule,
  narrowed: ({ cloud, query }) => {
    const group = query.get('security_group_id');
    return group === null ? undefined : rulesIn(cloud, group);
  },
};

export function addRule(cloud: Cloud, groupId: string, projectId: string, asked: Partial<Rule>): Rule {
  takeQuota(cloud, projectId, 'security_group_rule');
  const rule: Rule = {
    ...standard(cloud, projectId, {}),
    groupId,
    direction: 'ingress',
    ethertype: 'IPv4',
    protocol: null,
    portMin: null,
    portMax: null,
    remoteCidr: null,
    normalizedCidr: null,
    remoteGroupId: null,
    standardAttributeId: cloud.nextStandardId(),
    isDefault: true,
    ...asked,
  };
  cloud.rules.add(rule);
  const ids = cloud.rulesOf.get(groupId) ?? new Set();
  cloud.rulesOf.set(groupId, ids.add(rule.id));
  return rule;
}

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

const PROTOCOLS = new Set(['tcp', 'udp', 'icmp', 'icmpv6', 'ipv6-icmp', 'sctp', 'any']);
const CIDR = /^(\d+\.\d+\.\d+\.\d+|[0-9a-fA-F:]+)(\/\d+)?$/;
const NAME_LIMIT = 255;

/** A network's address: what stands in its host part is dropped, as Neutron does. */
function normalized(cidr: string): string {
  const [address = '', bits = '32'] = cidr.split('/');
  const parts = address.split('.').map(Number);
  if (parts.length !== 4) return cidr;
  const whole = parts.reduce((sum, part) => sum * 256 + part, 0);
  const size = 2 ** (32 - Number(bits));
  const start = Math.floor(whole / size) * size;
  return `${[24, 16, 8, 0].map(shift => Math.floor(start / 2 ** shift) % 256).join('.')}/${bits}`;
}

function askedRule(call: Call, asked: Readonly<Record<string, unknown>>): Partial<Rule> {
  const direction = text(asked.direction);
  if (direction !== 'ingress' && direction !== 'egress')
    throw badRequest(
      'HTTPBadRequest',
      `Invalid input for direction. Reason: ${direction ?? 'None'} is not in valid_values.`,
    );
  const protocol = text(asked.protocol) ?? null;
  if (protocol !== null && !PROTOCOLS.has(protocol) && !/^\d+$/.test(protocol))
    throw badRequest(
      'SecurityGroupRuleInvalidProtocol',
      `Security group rule protocol ${protocol} not supported. Only protocol values [None, 'ah', 'dccp', 'egp', 'esp', 'gre', 'hopopt', 'icmp', 'igmp', 'ip', 'ipip', 'ipv6-encap', 'ipv6-frag', 'ipv6-icmp', 'icmpv6', 'ipv6-nonxt', 'ipv6-opts', 'ipv6-route', 'ospf', 'pgm', 'rsvp', 'sctp', 'tcp', 'udp', 'udplite', 'vrrp'] and integer representations [0 to 255] are supported.`,
    );
  const [portMin, portMax] = [number(asked.port_range_min) ?? null, number(asked.port_range_max) ?? null];
  if (portMin !== null && portMax !== null && portMin > portMax && protocol !== 'icmp')
    throw badRequest(
      'SecurityGroupInvalidPortRange',
      'For TCP/UDP protocols, port_range_min must be <= port_range_max',
    );
  const cidr = text(asked.remote_ip_prefix) ?? null;
  if (cidr !== null && !CIDR.test(cidr))
    throw badRequest('InvalidCIDR', `Invalid CIDR ${cidr} given as IP prefix.`);
  const remote = text(asked.remote_group_id) ?? null;
  if (remote !== null) found(groupKind, call, remote);
  return {
    direction,
    ethertype: asked.ethertype === 'IPv6' ? 'IPv6' : 'IPv4',
    protocol: protocol === 'any' ? null : protocol,
    portMin,
    portMax,
    remoteCidr: cidr,
    normalizedCidr: cidr === null ? null : normalized(cidr),
    remoteGroupId: remote,
    description: text(asked.description) ?? '',
    isDefault: false,
  };
}

const same = (a: Rule, b: Partial<Rule>) =>
  a.direction === b.direction &&
  a.ethertype === b.ethertype &&
  a.protocol === b.protocol &&
  a.portMin === b.portMin &&
  a.portMax === b.portMax &&
  a.remoteCidr === b.remoteCidr &&
  a.remoteGroupId === b.remoteGroupId;

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

/** @throws {Refusal} 409 where the group has it already */
function create(call: Call, asked: Readonly<Record<string, unknown>>) {
  const { cloud } = call;
  const group = found(groupKind, call, text(asked.security_group_id) ?? '');
  const wanted = askedRule(call, asked);
  const there = rulesIn(cloud, group.id).find(one => same(one, wanted));
  if (there)
    throw conflict('SecurityGroupRuleExists', `Security group rule already exists. Rule id is ${there.id}.`);
  const rule = addRule(cloud, group.id, group.projectId, wanted);
  revise(cloud, cloud.securityGroups, group.id, {});
  const { standard_attr_id: _, tags: __, ...shown } = showRule(rule);
  return shown;
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
  {
    method: 'POST',
    path: '/security-group-rules',
    run(call) {
      const many = fields(call.body).security_group_rules;
      const count = Array.isArray(many) ? many.length : 1;
      // Before it is looked whether they are there already.
      checkQuota(call.cloud, call.token.project?.id ?? '', 'security_group_rule', count);
      if (Array.isArray(many))
        return { status: 201, body: { security_group_rules: many.map(one => create(call, fields(one))) } };
      return {
        status: 201,
        body: { security_group_rule: create(call, fields(call.body, 'security_group_rule')) },
      };
    },
  },
  {
    method: 'DELETE',
    path: '/security-group-rules/:id',
    run(call) {
      const rule = found(ruleKind, call);
      removeRule(call.cloud, rule);
      revise(call.cloud, call.cloud.securityGroups, rule.groupId, {});
      return { status: 204 };
    },
  },
];

function removeRule(cloud: Cloud, rule: Rule): void {
  cloud.rules.remove(rule.id);
  cloud.rulesOf.get(rule.groupId)?.delete(rule.id);
  cloud.usage.add(rule.projectId, 'security_group_rule', -1);
}

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
  ...readingRoutes(ruleKind),
  ...writing,
];
