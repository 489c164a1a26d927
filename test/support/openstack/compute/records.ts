import type { Kept } from '../core/table';

export interface Flavor extends Kept {
  name: string;
  vcpus: number;
  /** MiB. */
  ram: number;
  /** GiB. */
  disk: number;
  extraSpecs: Readonly<Record<string, string>>;
}

export interface Keypair extends Kept {
  userId: string;
  name: string;
  publicKey: string;
  fingerprint: string;
  type: string;
  createdAt: number;
}

export interface ServerGroup extends Kept {
  projectId: string;
  userId: string;
  name: string;
  policy: string;
  rules: Readonly<Record<string, unknown>>;
}

export interface Attachment {
  /** Of the attachment. */
  id: string;
  bdmId: string;
  volumeId: string;
  device: string;
  deleteOnTermination: boolean;
  /** The server boots from it. */
  isRoot: boolean;
  tag: string | null;
}

export interface Fault {
  code: number;
  message: string;
  created: number;
}

export interface Server extends Kept {
  projectId: string;
  userId: string;
  name: string;
  description: string | null;
  hostname: string;
  vmState: 'building' | 'active' | 'stopped' | 'error' | 'softDeleted' | 'deleted';
  taskState: string | null;
  metadata: Readonly<Record<string, string>>;
  tags: readonly string[];
  flavor: Flavor;
  /** Undefined: boots from a volume. */
  imageId: string | undefined;
  keyName: string | null;
  userData: string | undefined;
  /** As asked for: names or ids. */
  securityGroups: readonly string[];
  createdAt: number;
  updatedAt: number;
  launchedAt: number | undefined;
  terminatedAt: number | undefined;
  /** Empty until a compute node has it. */
  zone: string;
  hostId: string;
  hasConfigDrive: boolean;
  groupId: string | undefined;
  attachments: readonly Attachment[];
  fault: Fault | undefined;
  /** Its addresses are known to Nova. */
  hasAddresses: boolean;
  /** Those that Nova has made, and takes away with it. */
  ownPortIds: readonly string[];
  /** Volumes that Nova has made for it and that end with it, attached or not yet. */
  ownVolumeIds: readonly string[];
  /** It has been given to a node, which may have failed with it. */
  hasBeenScheduled: boolean;
}
