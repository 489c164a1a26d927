import { nextHref, pageOf } from '../core/paging';
import { isFields, list, seconds, text } from '../core/read';
import { Refusal } from '../core/refusal';
import type { Call, Route } from '../core/service';
import type { Image } from './records';

const shown = (image: Image) => ({
  ...image.properties,
  name: image.name,
  disk_format: image.diskFormat,
  container_format: image.containerFormat,
  visibility: image.visibility,
  size: image.size,
  virtual_size: image.virtualSize,
  status: image.status,
  checksum: image.checksum,
  protected: image.isProtected,
  min_ram: image.minRam,
  min_disk: image.minDisk,
  owner: image.projectId,
  os_hidden: false,
  os_hash_algo: image.hash === null ? null : 'sha512',
  os_hash_value: image.hash,
  id: image.id,
  created_at: seconds(image.createdAt),
  updated_at: seconds(image.updatedAt),
  tags: image.tags,
  self: `/v2/images/${image.id}`,
  file: `/v2/images/${image.id}/file`,
  schema: '/v2/schemas/image',
  ...(image.status === 'active' && { stores: 'file' }),
});

const isSeen = (image: Image, { token }: Call) =>
  image.visibility === 'public' || image.visibility === 'community' || image.projectId === token.project?.id;

function imageOf(call: Call): Image {
  const image = call.cloud.images.get(call.params.id ?? '');
  if (!image || !isSeen(image, call)) throw new Refusal(404, `No image found with ID ${call.params.id}`);
  return image;
}

const PAGING = new Set(['limit', 'marker', 'sort', 'sort_key', 'sort_dir']);
const PAGE = 25;

function isAsked(image: Image, query: URLSearchParams): boolean {
  const fields: Record<string, unknown> = shown(image);
  for (const [key, value] of query) {
    if (PAGING.has(key)) continue;
    if (key === 'tag') {
      if (!image.tags.includes(value)) return false;
    } else if (key === 'name' && value.startsWith('in:')) {
      if (!value.slice(3).split(',').includes(String(image.name))) return false;
    } else if (String(fields[key]) !== value) return false;
  }
  return true;
}

function listing(call: Call) {
  const { cloud, query } = call;
  const seen = cloud.images.listed().filter(one => isSeen(one, call) && isAsked(one, query));
  const asked = Number(query.get('limit') ?? PAGE);
  if (!Number.isInteger(asked)) throw new Refusal(400, 'limit param must be an integer');
  const page = pageOf(seen, Math.min(asked, cloud.pageLimit), query.get('marker'));
  if (!page) throw new Refusal(400, `No image found with ID ${query.get('marker')}`);
  const first = new URLSearchParams(query);
  first.delete('marker');
  return {
    status: 200,
    body: {
      images: page.items.map(shown),
      first: `/v2/images${first.size > 0 ? `?${first}` : ''}`,
      schema: '/v2/schemas/images',
      ...(page.next !== undefined && { next: nextHref('/v2/images', query, page.next) }),
    },
  };
}

const ATTRIBUTES: Readonly<Record<string, keyof Image>> = {
  name: 'name',
  visibility: 'visibility',
  protected: 'isProtected',
  min_disk: 'minDisk',
  min_ram: 'minRam',
  tags: 'tags',
};

function patched(image: Image, operations: readonly unknown[]): Partial<Image> {
  const properties = { ...image.properties };
  const patch: Record<string, unknown> = {};
  for (const one of operations) {
    if (!isFields(one)) continue;
    const key = (text(one.path) ?? '').replace(/^\//, '').replaceAll('~1', '/').replaceAll('~0', '~');
    const attribute = ATTRIBUTES[key];
    if (attribute) patch[attribute] = one.value;
    else if (one.op === 'remove') {
      if (!(key in properties)) throw new Refusal(409, `Property ${key} does not exist.`);
      delete properties[key];
    } else properties[key] = String(one.value);
  }
  return { ...(patch as Partial<Image>), properties };
}

export const imageRoutes: Route[] = [
  { method: 'GET', path: '/images', run: listing },
  { method: 'GET', path: '/images/:id', run: call => ({ status: 200, body: shown(imageOf(call)) }) },
  {
    method: 'PATCH',
    path: '/images/:id',
    run(call) {
      const image = imageOf(call);
      if (image.projectId !== call.token.project?.id)
        throw new Refusal(403, 'You are not authorized to complete modify_image action.');
      const changed = call.cloud.images.change(image.id, {
        ...patched(image, list(call.body)),
        updatedAt: call.cloud.agenda.now,
      });
      return { status: 200, body: changed && shown(changed) };
    },
  },
  {
    method: 'DELETE',
    path: '/images/:id',
    run(call) {
      const { id } = call.params;
      if (!call.cloud.images.get(id ?? '')) throw new Refusal(404, `Failed to find image ${id} to delete`);
      const image = imageOf(call);
      if (image.projectId !== call.token.project?.id)
        throw new Refusal(403, 'You are not authorized to complete delete_image action.');
      if (image.isProtected) throw new Refusal(403, `Image ${image.id} is protected and cannot be deleted.`);
      call.cloud.images.remove(image.id);
      return { status: 204, headers: { 'content-type': 'text/html; charset=UTF-8' } };
    },
  },
  {
    method: 'PUT',
    path: '/images/:id/tags/:tag',
    run(call) {
      const image = imageOf(call);
      call.cloud.images.change(image.id, { tags: [...new Set([...image.tags, call.params.tag ?? ''])] });
      return { status: 204, headers: { 'content-type': 'text/html; charset=UTF-8' } };
    },
  },
];
