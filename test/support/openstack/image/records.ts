import type { Kept } from '../core/table';

export interface Image extends Kept {
  projectId: string;
  name: string | null;
  status: 'queued' | 'saving' | 'active' | 'deactivated' | 'killed';
  visibility: 'public' | 'private' | 'shared' | 'community';
  diskFormat: string | null;
  containerFormat: string | null;
  /** Bytes. */
  size: number | null;
  virtualSize: number | null;
  /** GiB. */
  minDisk: number;
  /** MiB. */
  minRam: number;
  isProtected: boolean;
  checksum: string | null;
  hash: string | null;
  tags: readonly string[];
  properties: Readonly<Record<string, string>>;
  createdAt: number;
  updatedAt: number;
}
