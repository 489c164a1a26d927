import type { Call, Route } from '../core/service';

/** Names in the absolute limits, by those of the quotas. */
const ABSOLUTE: readonly (readonly [string, string])[] = [
  ['maxTotalInstances', 'instances'],
  ['maxTotalCores', 'cores'],
  ['maxTotalRAMSize', 'ram'],
  ['maxServerMeta', 'metadata_items'],
  ['maxImageMeta', 'metadata_items'],
  ['maxPersonality', 'injected_files'],
  ['maxPersonalitySize', 'injected_file_content_bytes'],
  ['maxTotalKeypairs', 'key_pairs'],
  ['maxServerGroups', 'server_groups'],
  ['maxServerGroupMembers', 'server_group_members'],
];

function limits({ cloud, token, minor }: Call) {
  const id = token.project?.id ?? '';
  const quota = cloud.projects.get(id)?.quotas.compute ?? {};
  const most = ABSOLUTE.filter(
    ([name]) => (minor < 57 || !name.startsWith('maxPersonality')) && (minor < 39 || name !== 'maxImageMeta'),
  );
  return {
    ...Object.fromEntries(most.map(([name, what]) => [name, quota[what] ?? -1])),
    ...(minor < 36 && { maxTotalFloatingIps: -1, maxSecurityGroups: -1, maxSecurityGroupRules: -1 }),
    totalRAMUsed: cloud.usage.of(id, 'ram'),
    totalCoresUsed: cloud.usage.of(id, 'cores'),
    totalInstancesUsed: cloud.usage.of(id, 'instances'),
    ...(minor < 36 && { totalFloatingIpsUsed: 0, totalSecurityGroupsUsed: 0 }),
    totalServerGroupsUsed: cloud.usage.of(id, 'server_groups'),
  };
}

const NETWORK = ['fixed_ips', 'floating_ips', 'security_group_rules', 'security_groups'];
const FILES = ['injected_file_content_bytes', 'injected_file_path_bytes', 'injected_files'];

function quotaSet({ cloud, params, minor }: Call, of: (what: string, limit: number) => unknown) {
  const id = params.project ?? '';
  const quota: Record<string, number> = {
    ...Object.fromEntries(NETWORK.map(name => [name, -1])),
    ...cloud.projects.get(id)?.quotas.compute,
  };
  const names = Object.keys(quota)
    .filter(name => (minor < 36 || !NETWORK.includes(name)) && (minor < 57 || !FILES.includes(name)))
    .sort();
  return { quota_set: { id, ...Object.fromEntries(names.map(name => [name, of(name, quota[name] ?? -1)])) } };
}

export const computeQuotaRoutes: Route[] = [
  {
    method: 'GET',
    path: '/limits',
    run: call => ({ status: 200, body: { limits: { rate: [], absolute: limits(call) } } }),
  },
  {
    method: 'GET',
    path: '/os-quota-sets/:project',
    run: call => ({ status: 200, body: quotaSet(call, (_, limit) => limit) }),
  },
  {
    method: 'GET',
    path: '/os-quota-sets/:project/detail',
    run: call => ({
      status: 200,
      body: quotaSet(call, (what, limit) => ({
        limit,
        in_use: call.cloud.usage.of(call.params.project ?? '', what),
        reserved: 0,
      })),
    }),
  },
];
