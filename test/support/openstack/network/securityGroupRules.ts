import { fields, number, text } from '../core/read';
import type { Call, Route } from '../core/service';
import { checkQuota, found, readingRoutes, revise } from './collection';
import { badRequest, conflict } from './errors';
import type { Rule } from './records';
import { addRule, removeRule, ruleKind, rulesIn, showRule } from './rules';
import { groupKind } from './securityGroups';

const PROTOCOLS = new Set(['tcp', 'udp', 'icmp', 'icmpv6', 'ipv6-icmp', 'sctp', 'any']);
const CIDR = /^(\d+\.\d+\.\d+\.\d+|[0-9a-fA-F:]+)(\/\d+)?$/;

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

export const securityGroupRuleRoutes: Route[] = [
  ...readingRoutes(ruleKind),
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
