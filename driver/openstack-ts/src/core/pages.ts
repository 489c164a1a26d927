import type { Call, Cloud, Query } from './cloud.ts';
import { isBadRequest, isNotFound, OpenStackError } from './errors.ts';

export interface PagedCall extends Omit<Call, 'method' | 'body' | 'headers'> {
  /** Under which name the items stand: `servers`. */
  key: string;
}

/** More than any project has; a service that goes on for ever is noticed. */
const MOST_PAGES = 10_000;

/** All items of a list, one by one. @throws OpenStackError as `wholePages` */
export async function* pages(cloud: Cloud, call: PagedCall): AsyncGenerator<unknown, void> {
  for await (const items of wholePages(cloud, call)) yield* items;
}

/**
 * All items of a list, page by page. It ends with the last page, or throws: what was read so far is then not the list.
 * The link to the next page is followed by its query alone, since services behind a proxy don't know their own address.
 * @throws OpenStackError BadAnswer where a page has no such list, or comes again; Unavailable where the list has changed
 */
export async function* wholePages(
  cloud: Cloud,
  { key, ...call }: PagedCall,
): AsyncGenerator<readonly unknown[], void> {
  const seen = new Set<string>();
  let query: Readonly<Record<string, Query>> | undefined = call.query;
  for (let page = 1; ; page += 1) {
    const { body } = await cloud.call({ ...call, method: 'GET', query }).catch(error => {
      throw page > 1 && (isBadRequest(error) || isNotFound(error)) ? changed(call, error) : error;
    });
    const items = fieldOf(body, key);
    if (!Array.isArray(items)) throw bad(call, `has no list of ${key}`);
    yield items;
    const next = nextIn(body, key);
    if (next === undefined) return;
    query = queryOf(next);
    const mark = JSON.stringify(query);
    if (seen.has(mark) || page >= MOST_PAGES) throw bad(call, 'gives the same page again and again');
    seen.add(mark);
  }
}

/** All of them in a list. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Nova, Neutron and Cinder: `servers_links`; Glance: `next`; Keystone: `links.next`. */
function nextIn(body: unknown, key: string): string | undefined {
  const links = fieldOf(body, `${key}_links`);
  const found = Array.isArray(links) ? links.find(link => fieldOf(link, 'rel') === 'next') : undefined;
  const next = fieldOf(found, 'href') ?? fieldOf(body, 'next') ?? fieldOf(fieldOf(body, 'links'), 'next');
  return typeof next === 'string' && next !== '' ? next : undefined;
}

function queryOf(link: string): Record<string, readonly string[]> {
  const { searchParams } = new URL(link, 'http://any.invalid');
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(names.map(name => [name, searchParams.getAll(name)]));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Services say 400 or 404 of a page that begins after something which has gone meanwhile. */
function changed({ service, path }: Pick<Call, 'service' | 'path'>, cause: OpenStackError): OpenStackError {
  const { method, url, status, said, requestId } = cause;
  return new OpenStackError({
    ...{ code: 'Unavailable', method, url, status, said, requestId, cause },
    message: `What the ${service} service lists at ${path} has changed while it was read.`,
  });
}

function bad({ service, path }: Pick<Call, 'service' | 'path'>, what: string): OpenStackError {
  return new OpenStackError({
    code: 'BadAnswer',
    message: `The answer of the ${service} service to ${path} ${what}.`,
  });
}
