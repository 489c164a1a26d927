import type { ServiceType } from '../core/catalog.ts';

/** Spellings of a setting that mean the same, the one that counts last: `tenant` is what Keystone v2 called a project. */
const SAME: Record<string, string> = {
  auth_plugin: 'auth_type',
  auth_token: 'token',
  tenant_id: 'project_id',
  tenant_name: 'project_name',
  tenant: 'project_name',
  user_name: 'username',
  cloud: 'profile',
  endpoint_type: 'interface',
};

/** `project-domain-name` and `os_project_domain_name` are `project_domain_name`, and old names are the new ones. */
export function nameOf(written: string): string {
  const name = written.replaceAll('-', '_').replace(/^os_/i, '');
  return SAME[name] ?? name;
}
export const isOldName = (written: string): boolean =>
  written.replaceAll('-', '_').replace(/^os_/i, '') in SAME;

/** Those of signing in; they may stand in `auth` or beside it. */
export const authKeys = [
  'auth_url',
  'username',
  'user_id',
  'password',
  'user_domain_id',
  'user_domain_name',
  'project_id',
  'project_name',
  'project_domain_id',
  'project_domain_name',
  'domain_id',
  'domain_name',
  'default_domain',
  'default_domain_id',
  'default_domain_name',
  'application_credential_id',
  'application_credential_name',
  'application_credential_secret',
  'token',
  'system_scope',
] as const;
export type AuthKey = (typeof authKeys)[number];

/** The other ones that are followed here. */
export const cloudKeys = [
  'auth',
  'auth_type',
  'profile',
  'region_name',
  'regions',
  'interface',
  'verify',
  'insecure',
  'cacert',
  'cert',
  'key',
  'identity_api_version',
] as const;

/** Mean something to other programs, and nothing to this one. */
const IGNORED = new RegExp(
  [
    '^(name|message|status|networks|(external|internal)_network|cache|metrics|statsd|influxdb|client|vendor_hook',
    'image_format|image_api_use_tasks|floating_ip_source|secgroup_source|disable_vendor_agent|requires_floating_ip',
    'force_ipv4|prefer_ipv6|nat_source|nat_destination|default_network|verbose_level|debug|api_timeout|timeout',
    'auth_methods|beta_command|[a-z_]+_api_version|[a-z_]+_default_microversion|[a-z_]+_status_code_retries)$',
  ].join('|'),
);
export const isIgnored = (name: string): boolean => IGNORED.test(name);

/** Names that services have in keys such as `volumev3_endpoint_override`. */
const SERVICES: Record<string, ServiceType> = {
  compute: 'compute',
  image: 'image',
  network: 'network',
  block_storage: 'volume',
  block_store: 'volume',
  volume: 'volume',
  volumev2: 'volume',
  volumev3: 'volume',
  identity: 'identity',
};

/** Of which service a key gives the address; undefined: of none. */
export function serviceOfEndpoint(name: string): ServiceType | undefined {
  const [, service] = /^(.+?)_endpoint(?:_override)?$/.exec(name) ?? [];
  return service === undefined ? undefined : SERVICES[service];
}
