import type { ResourceKind } from '../../model/resource';
import type { GroupRule } from './groupRules';
import type { LeaseHome } from './leaseStore';
import type { Wish } from './wish';

/**
 * What is asked of a cloud, in terms of this folder. Lists are of the pool's project and complete, or they throw. All throw
 * RockpoolError, classified.
 */
export interface CloudCalls {
  /** What people call the cloud. */
  readonly where: string;
  servers(signal: AbortSignal): Promise<SeenServer[]>;
  /** Undefined: there is none such, for certain. */
  server(id: string, signal: AbortSignal): Promise<SeenServer | undefined>;
  volumes(signal: AbortSignal): Promise<SeenVolume[]>;
  snapshots(signal: AbortSignal): Promise<SeenThing[]>;
  images(signal: AbortSignal): Promise<SeenImage[]>;
  ports(signal: AbortSignal): Promise<SeenPort[]>;
  groups(signal: AbortSignal): Promise<SeenGroup[]>;
  floatingIps(signal: AbortSignal): Promise<SeenFloatingIp[]>;
  keypairs(signal: AbortSignal): Promise<{ name: string }[]>;
  serverGroups(signal: AbortSignal): Promise<{ id: string; name: string }[]>;
  flavors(signal: AbortSignal): Promise<SeenFlavor[]>;
  networks(signal: AbortSignal): Promise<SeenNetwork[]>;
  quotas(signal: AbortSignal): Promise<SeenQuotas>;

  createServer(wish: Wish, signal: AbortSignal): Promise<void>;
  /** The end of what a server has printed. */
  consoleLog(id: string, signal: AbortSignal): Promise<string>;
  /** Writes into the metadata of a server, and leaves the rest of it. */
  noteServer(id: string, metadata: Record<string, string>, signal: AbortSignal): Promise<void>;
  /** Gives a volume that Nova has made the mark of its machine. */
  markVolume(id: string, metadata: Record<string, string>, signal: AbortSignal): Promise<void>;
  createGroup(name: string, description: string, signal: AbortSignal): Promise<SeenGroup>;
  addRules(groupId: string, rules: readonly GroupRule[], signal: AbortSignal): Promise<void>;
  removeRule(id: string, signal: AbortSignal): Promise<void>;
  describeGroup(home: LeaseHome, description: string, signal: AbortSignal): Promise<boolean>;
  tagGroup(id: string, tag: string, signal: AbortSignal): Promise<void>;
  untagGroup(id: string, tag: string, signal: AbortSignal): Promise<void>;
  createServerGroup(name: string, signal: AbortSignal): Promise<{ id: string; name: string }>;
  createFloatingIp(networkId: string, description: string, signal: AbortSignal): Promise<SeenFloatingIp>;
  giveFloatingIp(id: string, portId: string, signal: AbortSignal): Promise<void>;
  /** Asks for the end of one thing. `used`: something still needs it, or it is busy; ask again. */
  remove(
    kind: Exclude<ResourceKind, 'container'>,
    id: string,
    signal: AbortSignal,
    options?: { revision?: number },
  ): Promise<'accepted' | 'gone' | 'used' | 'changed'>;
}

/** A thing with metadata. Times are ms since the epoch. */
export interface SeenThing {
  id: string;
  name: string;
  metadata: Readonly<Record<string, string>>;
  createdAt?: number;
}

export interface SeenServer extends SeenThing {
  /** The service's own word, `ACTIVE`. */
  status: string;
  /** Of its fixed addresses, in the order of its networks. */
  fixed: readonly string[];
  floating: readonly string[];
  /** Its name, where the service says so, else its id. */
  flavor?: string;
  /** Why it is in ERROR. */
  fault?: string;
  /** Of the volumes that end with it; one that somebody has attached by hand does not. */
  volumeIds: readonly string[];
}

export interface SeenVolume extends SeenThing {
  status: string;
  /** Servers that it is attached to. */
  serverIds: readonly string[];
}

export interface SeenImage extends SeenThing {
  /** `active`: machines can boot from it. */
  status: string;
  tags: readonly string[];
}

export interface SeenPort {
  id: string;
  name: string;
  /** Of the server that has it; empty: none. */
  deviceId: string;
  groupIds: readonly string[];
  createdAt?: number;
}

export interface SeenGroup extends LeaseHome {
  name: string;
  rules: readonly (GroupRule & { id: string })[];
  createdAt?: number;
}

export interface SeenFloatingIp {
  id: string;
  address: string;
  description: string;
  portId?: string;
  createdAt?: number;
}

export interface SeenFlavor {
  id: string;
  name: string;
  vcpus: number;
  memoryMiB: number;
}

export interface SeenNetwork {
  id: string;
  name: string;
  isExternal: boolean;
  hasSubnet: boolean;
}

/** -1: no limit. */
export interface SeenQuota {
  used: number;
  limit: number;
}

/** Those of services that don't say so, or that the cloud hasn't, are absent. */
export interface SeenQuotas {
  instances?: SeenQuota;
  cores?: SeenQuota;
  /** MiB. */
  ram?: SeenQuota;
  volumes?: SeenQuota;
  gigabytes?: SeenQuota;
  ports?: SeenQuota;
  securityGroups?: SeenQuota;
  floatingIps?: SeenQuota;
}
