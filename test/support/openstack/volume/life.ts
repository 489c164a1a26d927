import type { Cloud } from '../cloud';
import { Refusal } from '../core/refusal';
import type { Snapshot, Volume } from './records';

export interface VolumeRequest {
  name: string | null;
  description: string | null;
  /** GB. */
  size: number;
  type?: string | undefined;
  imageId?: string | undefined;
  snapshotId?: string | undefined;
  sourceVolumeId?: string | undefined;
  metadata?: Record<string, string>;
}

/** What Cinder says, by the quota that is reached. */
function over(cloud: Cloud, projectId: string, what: 'volumes' | 'snapshots', size: number): void {
  const limits = cloud.projects.get(projectId)?.quotas.volume ?? {};
  const used = (name: string) => cloud.usage.of(projectId, name);
  const gigabytes = limits.gigabytes ?? -1;
  if (gigabytes >= 0 && used('gigabytes') + size > gigabytes)
    throw new Refusal(
      413,
      `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested ${size}G, quota is ${gigabytes}G and ${used('gigabytes')}G has been consumed.`,
      undefined,
      { retryAfter: '0', headers: { 'retry-after': '0' } },
    );
  const limit = limits[what] ?? -1;
  if (limit >= 0 && used(what) + 1 > limit) {
    throw new Refusal(
      413,
      what === 'volumes'
        ? `VolumeLimitExceeded: Maximum number of volumes allowed (${limit}) exceeded for quota 'volumes'.`
        : `SnapshotLimitExceeded: Maximum number of snapshots allowed (${limit}) exceeded`,
      undefined,
      { retryAfter: '0', headers: { 'retry-after': '0' } },
    );
  }
  cloud.usage.add(projectId, what, 1);
  cloud.usage.add(projectId, 'gigabytes', size);
}

export const snapshotsOf = (cloud: Cloud, volumeId: string): Snapshot[] =>
  [...cloud.snapshots.values()].filter(one => one.volumeId === volumeId);

export function patchVolume(cloud: Cloud, id: string, patch: Partial<Volume>): Volume | undefined {
  return cloud.volumes.change(id, { ...patch, updatedAt: cloud.agenda.now });
}

/** @throws {Refusal} 413 over quota */
export function addVolume(cloud: Cloud, projectId: string, userId: string, asked: VolumeRequest): Volume {
  const source = asked.snapshotId === undefined ? undefined : cloud.snapshots.get(asked.snapshotId);
  const size = asked.size || source?.size || 1;
  over(cloud, projectId, 'volumes', size);
  const { now } = cloud.agenda;
  const image = asked.imageId === undefined ? undefined : cloud.images.get(asked.imageId);
  const volume = cloud.volumes.add({
    id: cloud.ids.uuid(),
    projectId,
    userId,
    name: asked.name,
    description: asked.description,
    status: 'creating',
    size,
    zone: cloud.zone,
    type: asked.type ?? '__DEFAULT__',
    snapshotId: asked.snapshotId ?? null,
    sourceVolumeId: asked.sourceVolumeId ?? null,
    metadata: asked.metadata ?? {},
    isBootable: image !== undefined || (source?.isBootable ?? false),
    imageMetadata: image && { image_id: image.id, image_name: image.name ?? '' },
    attachments: [],
    createdAt: now,
    updatedAt: now,
  });
  if (cloud.mishaps.strikes('volumeStuckCreating')) return volume;
  const status = cloud.mishaps.strikes('volumeError') ? 'error' : 'available';
  cloud.agenda.after(cloud.takes('volumeCreating'), () => {
    if (cloud.volumes.get(volume.id)?.status === 'creating') patchVolume(cloud, volume.id, { status });
  });
  return volume;
}

/** @returns the id of the attachment */
export function attach(cloud: Cloud, volumeId: string, serverId: string, device: string): string {
  const id = cloud.ids.uuid();
  patchVolume(cloud, volumeId, {
    status: 'in-use',
    attachments: [{ id, serverId, device, attachedAt: cloud.agenda.now }],
  });
  return id;
}

export function detach(cloud: Cloud, volumeId: string, serverId: string): void {
  const volume = cloud.volumes.get(volumeId);
  if (!volume) return;
  const attachments = volume.attachments.filter(one => one.serverId !== serverId);
  patchVolume(cloud, volumeId, { attachments, ...(attachments.length === 0 && { status: 'available' }) });
}

/** Takes it away in its own time. */
export function removeVolume(cloud: Cloud, id: string): void {
  const volume = cloud.volumes.get(id);
  if (!volume || volume.status === 'deleting') return;
  // Where an operator sets its state back, what was begun before ends nothing of a later deletion.
  const removals = (volume.removals ?? 0) + 1;
  patchVolume(cloud, id, { status: 'deleting', removals });
  if (cloud.mishaps.strikes('volumeStuckDeleting')) return;
  const fails = cloud.mishaps.strikes('volumeErrorDeleting');
  cloud.agenda.after(cloud.takes('volumeDeleting'), () => {
    const now = cloud.volumes.get(id);
    if (now?.status !== 'deleting' || now.removals !== removals) return;
    if (fails) patchVolume(cloud, id, { status: 'error_deleting' });
    else dropVolume(cloud, id);
  });
}

/** It is gone. */
export function dropVolume(cloud: Cloud, id: string): void {
  const volume = cloud.volumes.get(id);
  if (!volume) return;
  cloud.volumes.remove(id);
  cloud.usage.add(volume.projectId, 'volumes', -1);
  cloud.usage.add(volume.projectId, 'gigabytes', -volume.size);
}

/** @throws {Refusal} 413 over quota */
export function addSnapshot(
  cloud: Cloud,
  volumeId: string,
  asked: { name: string | null; description: string | null; metadata: Record<string, string> },
): Snapshot {
  const volume = cloud.volumes.get(volumeId);
  if (!volume) throw new Refusal(404, `Volume ${volumeId} could not be found.`);
  over(cloud, volume.projectId, 'snapshots', volume.size);
  const { now } = cloud.agenda;
  const snapshot = cloud.snapshots.add({
    ...asked,
    id: cloud.ids.uuid(),
    projectId: volume.projectId,
    userId: volume.userId,
    volumeId,
    status: 'creating',
    size: volume.size,
    isBootable: volume.isBootable,
    createdAt: now,
    updatedAt: now,
  });
  cloud.agenda.after(cloud.takes('snapshotCreating'), () => {
    if (cloud.snapshots.get(snapshot.id)?.status === 'creating')
      cloud.snapshots.change(snapshot.id, { status: 'available', updatedAt: cloud.agenda.now });
  });
  return snapshot;
}

export function removeSnapshot(cloud: Cloud, id: string): void {
  const snapshot = cloud.snapshots.get(id);
  if (!snapshot || snapshot.status === 'deleting') return;
  cloud.snapshots.change(id, { status: 'deleting' });
  cloud.agenda.after(cloud.takes('snapshotDeleting'), () => {
    if (!cloud.snapshots.remove(id)) return;
    cloud.usage.add(snapshot.projectId, 'snapshots', -1);
    cloud.usage.add(snapshot.projectId, 'gigabytes', -snapshot.size);
  });
}
