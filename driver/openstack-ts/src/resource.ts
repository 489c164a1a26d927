import type { z } from 'zod';
import type { Call, Cloud } from './core/cloud.ts';
import { type PagedCall, wholePages } from './core/pages.ts';
import { readAs, readUnder } from './core/read.ts';

/** What every request takes last. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/**
 * Items of all pages, each as its schema has it.
 * @param isWanted of what the service can't be asked for
 * @throws OpenStackError, also between pages: what came is then not all
 */
export async function* listOf<T extends z.ZodType>(
  cloud: Cloud,
  schema: T,
  call: PagedCall,
  isWanted?: (one: z.output<T>) => boolean,
): AsyncGenerator<z.output<T>, void> {
  for await (const items of wholePages(cloud, call))
    for (const item of items) {
      const one = readAs(schema, item, call.key);
      if (!isWanted || isWanted(one)) yield one;
    }
}

/** What has all of this metadata: no service can be asked for it. */
export function hasMetadata(wanted: Readonly<Record<string, string>> = {}) {
  const entries = Object.entries(wanted);
  return ({ metadata }: { metadata: Readonly<Record<string, string>> }): boolean =>
    entries.every(([key, value]) => metadata[key] === value);
}

/** Adds to the metadata of something, and leaves the rest. */
export async function addMetadata(
  cloud: Cloud,
  {
    metadata,
    ...call
  }: Pick<Call, 'service' | 'path' | 'signal'> & { metadata: Readonly<Record<string, string>> },
): Promise<void> {
  await cloud.call({ ...call, method: 'POST', body: { metadata } });
}

/** The one thing that a call answers with, under its key. @throws OpenStackError */
export function oneOf<T extends z.ZodType>(
  cloud: Cloud,
  schema: T,
  call: Call & { key: string },
): Promise<z.output<T>> {
  return cloud.call(call).then(({ body }) => readUnder(schema, body, call.key));
}

/** The id of the project that is worked in; undefined: the token is for none. */
export async function projectOf(cloud: Cloud, { signal }: CallOptions = {}): Promise<string | undefined> {
  return (await cloud.token({ signal })).project?.id;
}

/** Whose things are listed: an administrator sees those of all projects in Network. */
export interface OfProject {
  /** Absent: the project that is worked in; null: all that may be seen. */
  projectId?: string | null | undefined;
}

/** What Network is asked for with that. */
export async function ofProject(
  cloud: Cloud,
  { projectId }: OfProject,
  options: CallOptions,
): Promise<string | undefined> {
  return projectId === null ? undefined : (projectId ?? projectOf(cloud, options));
}

/** A path of parts, none of which can leave its place. */
export function pathOf(...parts: string[]): string {
  return parts.map(part => `/${encodeURIComponent(part)}`).join('');
}

/** Network writes only if nobody else has written since: 412 otherwise. Not kept under concurrent writes. */
export function ifRevision(revision: number | undefined): Record<string, string> {
  return revision === undefined ? {} : { 'if-match': `revision_number=${revision}` };
}
