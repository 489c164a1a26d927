/** What is made for a pool and must be given back. A `server` is a host's machine; the others belong to a cloud. */
export const thingKinds = [
  'instance',
  'container',
  'host',
  'server',
  'port',
  'volume',
  'snapshot',
  'image',
  'securityGroup',
  'keypair',
  'floatingIp',
  'serverGroup',
] as const;
export type ThingKind = (typeof thingKinds)[number];

const names: Record<ThingKind, readonly [one: string, many: string]> = {
  instance: ['instance', 'instances'],
  container: ['container', 'containers'],
  host: ['host', 'hosts'],
  server: ['server', 'servers'],
  port: ['port', 'ports'],
  volume: ['volume', 'volumes'],
  snapshot: ['snapshot', 'snapshots'],
  image: ['image', 'images'],
  securityGroup: ['security group', 'security groups'],
  keypair: ['key pair', 'key pairs'],
  floatingIp: ['floating IP', 'floating IPs'],
  serverGroup: ['server group', 'server groups'],
};

/** `1 volume`, `3 security groups`. */
export function countOf(kind: ThingKind, count: number): string {
  return `${count} ${names[kind][count === 1 ? 0 : 1]}`;
}

/** `security group` */
export const nameOfKind = (kind: ThingKind): string => names[kind][0];
