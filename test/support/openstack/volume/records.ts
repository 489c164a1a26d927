import type { Kept } from '../core/table';

export interface VolumeType extends Kept {
  name: string;
  description: string | null;
  isPublic: boolean;
}

export interface VolumeAttachment {
  id: string;
  serverId: string;
  device: string;
  attachedAt: number;
}

export interface Volume extends Kept {
  projectId: string;
  userId: string;
  name: string | null;
  description: string | null;
  status: string;
  /** GB. */
  size: number;
  zone: string;
  type: string;
  snapshotId: string | null;
  sourceVolumeId: string | null;
  metadata: Readonly<Record<string, string>>;
  isBootable: boolean;
  /** What an image told of itself. */
  imageMetadata: Readonly<Record<string, string>> | undefined;
  attachments: readonly VolumeAttachment[];
  /** How often its deletion was begun. */
  removals?: number;
  createdAt: number;
  updatedAt: number;
}

export interface Snapshot extends Kept {
  projectId: string;
  userId: string;
  volumeId: string;
  name: string | null;
  description: string | null;
  status: string;
  size: number;
  /** Its volume can be booted from. */
  isBootable: boolean;
  metadata: Readonly<Record<string, string>>;
  createdAt: number;
  updatedAt: number;
}
