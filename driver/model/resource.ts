/** Sorts of things that a cloud, or an engine that stays, has for a pool, and that may cost while they are there. */
export const resourceKinds = [
  'container',
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
export type ResourceKind = (typeof resourceKinds)[number];

/** What a kind is called in a sentence. */
export const resourceWords: Record<ResourceKind, string> = {
  container: 'container',
  server: 'machine',
  port: 'port',
  volume: 'volume',
  snapshot: 'snapshot',
  image: 'image',
  securityGroup: 'security group',
  keypair: 'key pair',
  floatingIp: 'floating address',
  serverGroup: 'server group',
};

/** One thing in the cloud that carries the mark of a pool. */
export interface Resource {
  kind: ResourceKind;
  /** What the provider knows it by. */
  id: string;
  name: string;
  /** Whose mark it carries: the id of a data folder. */
  controllerId: string;
  /** The host that it belongs to, by its mark; absent: it belongs to the pool as a whole. */
  hostId?: string;
  /** Ms since the epoch, the provider's word; absent where it doesn't say. */
  createdAt?: number;
  /** It keeps the pool's lease: it is there as long as somebody has the pool, and goes when that is given back empty. */
  holdsLease?: true;
  /**
   * The next machines start from it, whether the pool has hosts or not; `outdated`: none does any more, and it goes without
   * anybody's order.
   */
  start?: 'kept' | 'outdated';
  /** The flavor of those machines; absent: it is no whole start by itself. */
  startFlavor?: string;
}

/** What tells a resource from all others of its provider. */
export function resourceKey({ kind, id }: Pick<Resource, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}
