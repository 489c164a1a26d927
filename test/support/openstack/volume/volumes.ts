import { nextHref, pageOf } from '../core/paging';
import { fields, micros, number, text, textMap } from '../core/read';
import { Refusal } from '../core/refusal';
import type { Call, Route } from '../core/service';
import {
  addSnapshot,
  addVolume,
  dropVolume,
  patchVolume,
  removeSnapshot,
  removeVolume,
  snapshotsOf,
} from './life';
import type { Snapshot, Volume } from './records';

/** Cinder keeps these without fractions and shows six zeros. */
const time = (ms: number) => micros(Math.floor(ms / 1000) * 1000).replace(/Z$/, '');

const linksOf = ({ base }: Call, kind: string, id: string) => [
  { rel: 'self', href: `${base}/${kind}/${id}` },
  { rel: 'bookmark', href: `${base.replace('/v3', '')}/${kind}/${id}` },
];

const shownVolume = (volume: Volume, call: Call) => ({
  id: volume.id,
  status: volume.status,
  size: volume.size,
  availability_zone: volume.zone,
  created_at: time(volume.createdAt),
  updated_at: time(volume.updatedAt),
  name: volume.name,
  description: volume.description,
  volume_type: volume.type,
  snapshot_id: volume.snapshotId,
  source_volid: volume.sourceVolumeId,
  metadata: volume.metadata,
  links: linksOf(call, 'volumes', volume.id),
  user_id: volume.userId,
  bootable: String(volume.isBootable),
  encrypted: false,
  replication_status: null,
  consistencygroup_id: null,
  multiattach: false,
  attachments: volume.attachments.map(one => ({
    id: volume.id,
    attachment_id: one.id,
    volume_id: volume.id,
    server_id: one.serverId,
    host_name: null,
    device: one.device,
    attached_at: time(one.attachedAt),
  })),
  'os-vol-tenant-attr:tenant_id': volume.projectId,
  ...(volume.imageMetadata && { volume_image_metadata: volume.imageMetadata }),
});

const shownSnapshot = (snapshot: Snapshot) => ({
  id: snapshot.id,
  created_at: time(snapshot.createdAt),
  updated_at: time(snapshot.updatedAt),
  name: snapshot.name,
  description: snapshot.description,
  volume_id: snapshot.volumeId,
  status: snapshot.status,
  size: snapshot.size,
  metadata: snapshot.metadata,
  'os-extended-snapshot-attributes:progress': snapshot.status === 'creating' ? '0%' : '100%',
  'os-extended-snapshot-attributes:project_id': snapshot.projectId,
});

function volumeOf({ cloud, token, params }: Call, id = params.id ?? ''): Volume {
  const volume = cloud.volumes.get(id);
  if (!volume || volume.projectId !== token.project?.id)
    throw new Refusal(404, `Volume ${id} could not be found.`);
  return volume;
}

function snapshotOf({ cloud, token, params }: Call): Snapshot {
  const snapshot = cloud.snapshots.get(params.id ?? '');
  if (!snapshot || snapshot.projectId !== token.project?.id)
    throw new Refusal(404, `Snapshot ${params.id} could not be found.`);
  return snapshot;
}

const isAsked = (one: Volume | Snapshot, query: URLSearchParams) =>
  ['name', 'status'].every(key => {
    const value = query.get(key);
    return value === null || one[key as 'name' | 'status'] === value;
  });

function listing<T extends Volume | Snapshot>(
  call: Call,
  all: readonly T[],
  name: string,
  path: string,
  show: (one: T) => unknown,
) {
  const { cloud, query, token, base } = call;
  const mine = all.filter(one => one.projectId === token.project?.id && isAsked(one, query));
  const limit = Number(query.get('limit') ?? cloud.pageLimit);
  if (!Number.isInteger(limit)) throw new Refusal(400, 'limit param must be an integer');
  const page = pageOf(mine, Math.min(limit, cloud.pageLimit), query.get('marker'));
  if (!page)
    throw new Refusal(
      404,
      `${name === 'volumes' ? 'Volume' : 'Snapshot'} ${query.get('marker')} could not be found.`,
    );
  return {
    status: 200,
    body: {
      [name]: page.items.map(show),
      ...(page.next !== undefined && {
        [`${name}_links`]: [{ rel: 'next', href: nextHref(`${base}${path}`, query, page.next) }],
      }),
    },
  };
}

const DELETABLE = new Set(['available', 'error', 'error_restoring', 'error_extending', 'error_managing']);

function create(call: Call) {
  const { cloud, body, token } = call;
  const asked = fields(body, 'volume');
  const size = number(asked.size);
  if (size !== undefined && size <= 0)
    throw new Refusal(
      400,
      `Invalid input for field/attribute size. Value: ${size}. ${size} is less than the minimum of 1`,
    );
  const type = text(asked.volume_type);
  const found = [...cloud.volumeTypes.values()].find(one => one.name === type || one.id === type);
  if (type !== undefined && !found)
    throw new Refusal(404, `Volume type with name ${type} could not be found.`);
  const imageId = text(asked.imageRef);
  if (imageId !== undefined && !cloud.images.get(imageId))
    throw new Refusal(400, `Invalid image identifier or unable to access requested image.`);
  const snapshotId = text(asked.snapshot_id);
  if (snapshotId !== undefined && !cloud.snapshots.get(snapshotId))
    throw new Refusal(404, `Snapshot ${snapshotId} could not be found.`);
  if (size === undefined && snapshotId === undefined)
    throw new Refusal(400, 'Invalid input received: Volume size must be specified.');
  const volume = addVolume(cloud, token.project?.id ?? '', token.user.id, {
    name: text(asked.name) ?? null,
    description: text(asked.description) ?? null,
    size: size ?? 0,
    type: found?.name,
    imageId,
    snapshotId,
    sourceVolumeId: text(asked.source_volid),
    metadata: textMap(asked.metadata),
  });
  const { 'os-vol-tenant-attr:tenant_id': _, ...shown } = shownVolume(volume, call);
  return { status: 202, body: { volume: { ...shown, updated_at: null, bootable: 'false' } } };
}

function remove(call: Call) {
  const { cloud } = call;
  const volume = volumeOf(call);
  if (
    call.query.get('force')?.toLowerCase() === 'true' &&
    !call.token.roles.some(({ name }) => name === 'admin')
  )
    throw new Refusal(403, "Policy doesn't allow volume:force_delete to be performed.");
  const snapshots = snapshotsOf(cloud, volume.id);
  const isCascade = call.query.get('cascade')?.toLowerCase() === 'true';
  const hasSnapshots = snapshots.length > 0 && !isCascade;
  if (!DELETABLE.has(volume.status) || volume.attachments.length > 0 || hasSnapshots)
    throw new Refusal(
      400,
      'Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.',
    );
  for (const { id } of snapshots) removeSnapshot(cloud, id);
  removeVolume(cloud, volume.id);
  return { status: 202, headers: { 'content-type': 'text/html; charset=UTF-8' } };
}

function act(call: Call) {
  const { cloud, body } = call;
  const volume = volumeOf(call);
  const asked = fields(body);
  if ('os-force_delete' in asked) {
    if (!call.token.roles.some(({ name }) => name === 'admin'))
      throw new Refusal(
        403,
        "Policy doesn't allow volume_extension:volume_admin_actions:force_delete to be performed.",
      );
    dropVolume(cloud, volume.id);
    return { status: 202 };
  }
  if ('os-set_bootable' in asked) {
    patchVolume(cloud, volume.id, { isBootable: fields(asked, 'os-set_bootable').bootable === true });
    return { status: 200 };
  }
  throw new Refusal(400, `There is no such action: ${Object.keys(asked)[0]}`);
}

export const volumeRoutes: Route[] = [
  { method: 'POST', path: '/volumes', run: create },
  {
    method: 'GET',
    path: '/volumes',
    run: call =>
      listing(call, call.cloud.volumes.listed(), 'volumes', '/volumes', ({ id, name }) => ({
        id,
        name,
        links: linksOf(call, 'volumes', id),
      })),
  },
  {
    method: 'GET',
    path: '/volumes/detail',
    run: call =>
      listing(call, call.cloud.volumes.listed(), 'volumes', '/volumes/detail', one => shownVolume(one, call)),
  },
  {
    method: 'GET',
    path: '/volumes/:id',
    run: call => ({ status: 200, body: { volume: shownVolume(volumeOf(call), call) } }),
  },
  {
    method: 'PUT',
    path: '/volumes/:id',
    run(call) {
      const volume = volumeOf(call);
      const { name, description, metadata } = fields(call.body, 'volume');
      const changed = patchVolume(call.cloud, volume.id, {
        ...(name !== undefined && { name: text(name) ?? null }),
        ...(description !== undefined && { description: text(description) ?? null }),
        ...(metadata !== undefined && { metadata: textMap(metadata) }),
      });
      return { status: 200, body: { volume: shownVolume(changed ?? volume, call) } };
    },
  },
  { method: 'DELETE', path: '/volumes/:id', run: remove },
  { method: 'POST', path: '/volumes/:id/action', run: act },
  ...(['POST', 'PUT'] as const).map(
    (method): Route => ({
      method,
      path: '/volumes/:id/metadata',
      run(call) {
        const volume = volumeOf(call);
        const asked = textMap(fields(call.body).metadata);
        const metadata = method === 'POST' ? { ...volume.metadata, ...asked } : asked;
        patchVolume(call.cloud, volume.id, { metadata });
        return { status: 200, body: { metadata } };
      },
    }),
  ),
  {
    method: 'POST',
    path: '/snapshots/:id/metadata',
    run(call) {
      const snapshot = snapshotOf(call);
      const metadata = { ...snapshot.metadata, ...textMap(fields(call.body).metadata) };
      call.cloud.snapshots.change(snapshot.id, { metadata });
      return { status: 200, body: { metadata } };
    },
  },
  {
    method: 'POST',
    path: '/snapshots',
    run(call) {
      const asked = fields(call.body, 'snapshot');
      const volume = volumeOf(call, text(asked.volume_id) ?? '');
      if (volume.status !== 'available' && asked.force !== true)
        throw new Refusal(
          400,
          `Invalid volume: Volume ${volume.id} status must be available, but current status is: ${volume.status}.`,
        );
      const snapshot = addSnapshot(call.cloud, volume.id, {
        name: text(asked.name) ?? null,
        description: text(asked.description) ?? null,
        metadata: textMap(asked.metadata),
      });
      const {
        'os-extended-snapshot-attributes:progress': _,
        'os-extended-snapshot-attributes:project_id': __,
        ...shown
      } = shownSnapshot(snapshot);
      return { status: 202, body: { snapshot: { ...shown, updated_at: null } } };
    },
  },
  {
    method: 'GET',
    path: '/snapshots/detail',
    run: call =>
      listing(call, call.cloud.snapshots.listed(), 'snapshots', '/snapshots/detail', shownSnapshot),
  },
  {
    method: 'GET',
    path: '/snapshots',
    run: call => listing(call, call.cloud.snapshots.listed(), 'snapshots', '/snapshots', shownSnapshot),
  },
  {
    method: 'GET',
    path: '/snapshots/:id',
    run: call => ({ status: 200, body: { snapshot: shownSnapshot(snapshotOf(call)) } }),
  },
  {
    method: 'DELETE',
    path: '/snapshots/:id',
    run(call) {
      removeSnapshot(call.cloud, snapshotOf(call).id);
      return { status: 202, headers: { 'content-type': 'text/html; charset=UTF-8' } };
    },
  },
];
