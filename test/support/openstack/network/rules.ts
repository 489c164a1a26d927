import type { Cloud } from '../cloud';
import { isOwn, type Kind, standard, standardFields, takeQuota } from './collection';
import { notFound } from './errors';
import type { Rule } from './records';

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

export function removeRule(cloud: Cloud, rule: Rule): void {
  cloud.rules.remove(rule.id);
  cloud.rulesOf.get(rule.groupId)?.delete(rule.id);
  cloud.usage.add(rule.projectId, 'security_group_rule', -1);
}
