import { z } from 'zod';
import type { Cloud } from '../../core/cloud.ts';
import { OpenStackError } from '../../core/errors.ts';
import type { PagedCall } from '../../core/pages.ts';
import { readAs, readUnder } from '../../core/read.ts';
import { waitFor, waitUntilGone } from '../../core/wait.ts';
import { addMetadata, type CallOptions, hasMetadata, listOf, oneOf } from '../../resource.ts';
import { bodyOf, type ServerWish, versionFor } from './creation.ts';
import {
  createdSchema,
  interfaceSchema,
  type Server,
  type ServerInterface,
  serverSchema,
} from './results.ts';
import * as urls from './urls.ts';

/** 2.47 has the flavor inside, 2.69 names servers of a part that is away (they would be missing from a list before). */
const READ = { least: '2.1', most: '2.90' };

export interface ServerQuery {
  /** Exactly this. */
  name?: string | undefined;
  status?: string | undefined;
  /** All of these; needs 2.26. */
  tags?: readonly string[] | undefined;
  /** All of these. The service can't be asked for it: what it answers is sifted here. */
  metadata?: Readonly<Record<string, string>> | undefined;
  changedSince?: string | undefined;
  /** A page's size. */
  limit?: number | undefined;
}

/** Servers of the project, of all pages. */
export function list(
  cloud: Cloud,
  query: ServerQuery = {},
  { signal }: CallOptions = {},
): AsyncGenerator<Server, void> {
  const { name, status, tags, metadata, changedSince, limit } = query;
  const hasAll = hasMetadata(metadata);
  const call: PagedCall = {
    service: 'compute',
    path: urls.details,
    key: 'servers',
    // A name is a regular expression to the service; what is special in one is left to us.
    query: {
      name: name !== undefined && /^[\w-]+$/.test(name) ? `^${name}$` : undefined,
      ...{ status, tags: tags?.join(','), 'changes-since': changedSince, limit },
    },
    microversion: tags?.length ? { ...READ, least: '2.26' } : READ,
    signal,
  };
  const isNamed = (one: Server) => name === undefined || one.name === name;
  return listOf(cloud, serverSchema, call, one => isNamed(one) && hasAll(one));
}

/** @throws OpenStackError NotFound */
export function get(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<Server> {
  const call = { service: 'compute', method: 'GET', path: urls.one(id), microversion: READ, signal } as const;
  return oneOf(cloud, serverSchema, { ...call, key: 'server' });
}

/**
 * Asks for a server, and doesn't wait for it. Never sent twice: where the answer is lost, a list tells.
 * @throws OpenStackError QuotaExceeded, BadRequest, NoMicroversion …
 */
export function create(
  cloud: Cloud,
  wish: ServerWish,
  { signal }: CallOptions = {},
): Promise<{ id: string }> {
  return oneOf(cloud, createdSchema, {
    service: 'compute',
    method: 'POST',
    path: urls.all,
    body: bodyOf(wish),
    microversion: { least: versionFor(wish) },
    key: 'server',
    signal,
  });
}

/** Asks for its end; it is gone when `get` says so. @throws OpenStackError NotFound, Conflict */
export async function remove(cloud: Cloud, id: string, { signal }: CallOptions = {}): Promise<void> {
  await cloud.call({ service: 'compute', method: 'DELETE', path: urls.one(id), signal });
}

/**
 * Its end at once, where the cloud keeps for a while what was deleted (`SOFT_DELETED`): asked for again by `remove` that
 * begins anew.
 * @throws OpenStackError NotFound, Conflict, Forbidden
 */
export const forceRemove = (cloud: Cloud, id: string, options: CallOptions = {}) =>
  act(cloud, id, { forceDelete: null }, options).then(() => undefined);

/** The end of what it has printed on its console. @param lines absent: all that the service keeps */
export async function consoleLog(
  cloud: Cloud,
  id: string,
  { lines, signal }: CallOptions & { lines?: number | undefined } = {},
): Promise<string> {
  const body = await act(cloud, id, { 'os-getConsoleOutput': { length: lines } }, { signal });
  return readUnder(z.string().nullable(), body, 'output') ?? '';
}

/** Makes an image of its disk; says the image's id at once. Disks that are volumes become snapshots. */
export async function createImage(
  cloud: Cloud,
  id: string,
  image: { name: string; metadata?: Readonly<Record<string, string>> | undefined },
  { signal }: CallOptions = {},
): Promise<{ imageId: string }> {
  const { body, headers } = await cloud.call({
    service: 'compute',
    method: 'POST',
    path: urls.action(id),
    body: { createImage: image },
    // The id is in the answer from 2.45 on, and in its Location before.
    microversion: { least: '2.1', most: '2.45' },
    signal,
  });
  if (body !== undefined)
    return { imageId: readAs(z.object({ image_id: z.string() }), body, 'createImage').image_id };
  const last = headers.location?.split('/').at(-1);
  if (last) return { imageId: last };
  throw new OpenStackError({
    code: 'BadAnswer',
    message: `The cloud did not say which image it makes of the server ${id}.`,
  });
}

export const start = (cloud: Cloud, id: string, options: CallOptions = {}) =>
  act(cloud, id, { 'os-start': null }, options).then(() => undefined);
export const stop = (cloud: Cloud, id: string, options: CallOptions = {}) =>
  act(cloud, id, { 'os-stop': null }, options).then(() => undefined);
/** @param type `SOFT` asks its system, `HARD` is the switch */
export const reboot = (cloud: Cloud, id: string, type: 'SOFT' | 'HARD', options: CallOptions = {}) =>
  act(cloud, id, { reboot: { type } }, options).then(() => undefined);

/** Adds to its metadata, and leaves the rest. */
export function setMetadata(
  cloud: Cloud,
  id: string,
  metadata: Readonly<Record<string, string>>,
  { signal }: CallOptions = {},
): Promise<void> {
  return addMetadata(cloud, { service: 'compute', path: urls.metadata(id), metadata, signal });
}

/** @throws OpenStackError NotFound where it has no such key */
export async function removeMetadata(
  cloud: Cloud,
  id: string,
  key: string,
  { signal }: CallOptions = {},
): Promise<void> {
  await cloud.call({ service: 'compute', method: 'DELETE', path: urls.metadataKey(id, key), signal });
}

/** Its ports, as Compute has them. */
export async function interfaces(
  cloud: Cloud,
  id: string,
  { signal }: CallOptions = {},
): Promise<ServerInterface[]> {
  const call = { service: 'compute', method: 'GET', path: urls.interfaces(id), signal } as const;
  return oneOf(cloud, z.array(interfaceSchema), { ...call, key: 'interfaceAttachments' });
}

/** @throws OpenStackError WaitFailed with its fault, WaitVanished, WaitTimedOut */
export function waitForStatus(
  cloud: Cloud,
  id: string,
  status: string,
  { signal, ...times }: CallOptions & { limitMs: number; everyMs?: number | undefined },
): Promise<Server> {
  return waitFor({
    what: `server ${id}`,
    read: within => get(cloud, id, { signal: within }),
    statusOf: server => server.status,
    until: [status],
    faultOf: server => server.fault?.message,
    clock: cloud.clock,
    ...times,
    signal,
  });
}

/** @throws OpenStackError WaitTimedOut */
export function waitUntilRemoved(
  cloud: Cloud,
  id: string,
  { signal, ...times }: CallOptions & { limitMs: number; everyMs?: number | undefined },
): Promise<void> {
  const read = (within?: AbortSignal) => get(cloud, id, { signal: within });
  return waitUntilGone({ what: `server ${id}`, read, clock: cloud.clock, ...times, signal });
}

async function act(cloud: Cloud, id: string, body: unknown, { signal }: CallOptions): Promise<unknown> {
  const answer = await cloud.call({
    service: 'compute',
    method: 'POST',
    path: urls.action(id),
    body,
    signal,
  });
  return answer.body;
}
