import type { Cloud } from '../../core/cloud.ts';
import { allOf } from '../../core/pages.ts';
import { readAs } from '../../core/read.ts';
import { type CallOptions, listOf } from '../../resource.ts';
import { type Image, imageSchema } from './results.ts';
import * as urls from './urls.ts';

/** A service that is not told gives 25 at a time. */
const PAGE = 500;

export interface ImageQuery {
  name?: string | undefined;
  status?: string | undefined;
  visibility?: 'public' | 'private' | 'shared' | 'community' | 'all' | undefined;
  ownerId?: string | undefined;
  /** All of these. */
  tags?: readonly string[] | undefined;
  /** All of these. */
  properties?: Readonly<Record<string, string>> | undefined;
  limit?: number | undefined;
}

/** Images that the project may see. */
export function list(
  cloud: Cloud,
  query: ImageQuery = {},
  { signal }: CallOptions = {},
): AsyncGenerator<Image, void> {
  const { ownerId, tags, properties, name, limit = PAGE, ...rest } = query;
  return listOf(cloud, imageSchema, {
    service: 'image',
    path: urls.all,
    key: 'images',
    query: {
      ...properties,
      ...rest,
      limit,
      name: name === undefined ? undefined : quoted(name),
      owner: ownerId,
      tag: tags,
    },
    signal,
  });
}

/** All that are called so, the newest first; two images may have one name. */
export async function find(cloud: Cloud, name: string, options: CallOptions = {}): Promise<Image[]> {
  const named = await allOf(list(cloud, { name }, options));
  return named.filter(one => one.name === name).sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
}

/** @throws OpenStackError NotFound */
export async function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<Image> {
  // Image is the one service that doesn't wrap what it answers.
  const { body } = await cloud.call({ service: 'image', method: 'GET', path: urls.one(id), signal });
  return readAs(imageSchema, body, 'image');
}

/** @throws OpenStackError NotFound, Forbidden (protected), Conflict (in use) */
export async function remove(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<void> {
  await cloud.call({ service: 'image', method: 'DELETE', path: urls.one(id), signal });
}

export interface ImageChanges {
  name?: string | undefined;
  visibility?: 'public' | 'private' | 'shared' | 'community' | undefined;
  isProtected?: boolean | undefined;
  /** Noted with it; null takes one away, which has to be there. */
  properties?: Readonly<Record<string, string | null>> | undefined;
}

/** Changes what is said, and leaves the rest. @throws OpenStackError NotFound, Forbidden */
export async function update(
  cloud: Cloud,
  id: string,
  changes: ImageChanges,
  { signal }: CallOptions = {},
): Promise<Image> {
  const { body } = await cloud.call({
    service: 'image',
    method: 'PATCH',
    path: urls.one(id),
    headers: { 'content-type': 'application/openstack-images-v2.1-json-patch' },
    body: patchOf(changes),
    signal,
  });
  return readAs(imageSchema, body, 'image');
}

export async function addTag(
  cloud: Cloud,
  id: string,
  tag: string,
  { signal }: CallOptions = {},
): Promise<void> {
  await cloud.call({ service: 'image', method: 'PUT', path: urls.tag(id, tag), signal });
}

/** @throws OpenStackError NotFound */
export async function removeTag(
  cloud: Cloud,
  id: string,
  tag: string,
  { signal }: CallOptions = {},
): Promise<void> {
  await cloud.call({ service: 'image', method: 'DELETE', path: urls.tag(id, tag), signal });
}

/** `in:` and commas mean something in a filter; in quotes they don't. */
function quoted(name: string): string {
  return /[,:"]/.test(name) ? `in:"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : name;
}

/** A property that is there is replaced by `add`, too. */
function patchOf({ properties = {}, name, visibility, isProtected }: ImageChanges) {
  const said = Object.entries({ name, visibility, protected: isProtected }).filter(
    ([, value]) => value !== undefined,
  );
  return [
    ...said.map(([field, value]) => ({ op: 'replace', path: `/${field}`, value })),
    ...Object.entries(properties).map(([key, value]) => {
      const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return value === null ? { op: 'remove', path } : { op: 'add', path, value };
    }),
  ];
}
