import type { Cloud } from '../cloud';
import { nextHref, pageOf } from '../core/paging';
import { fields, seconds, text } from '../core/read';
import { Refusal } from '../core/refusal';
import type { Call, Route } from '../core/service';
import type { Table } from '../core/table';
import { badRequest, notFound, overQuota } from './errors';
import type { Standard } from './records';

/** A kind of Neutron: what all of them do alike. */
export interface Kind<T extends Standard> {
  /** In a path, `security-groups`; in a body, `security_group`, and with an s. */
  path: string;
  name: string;
  /** Of its tags' path, where that differs. */
  table(cloud: Cloud): Table<T>;
  show(record: T, cloud: Cloud): Record<string, unknown>;
  isSeenBy(record: T, call: Call): boolean;
  missing(id: string): Refusal;
  /** A page after one that there is not is the first. */
  forgivesMarker?: boolean;
  /** By an index rather than all, for a question that is asked often. */
  narrowed?(call: Call): readonly T[] | undefined;
}

const PAGING = new Set(['limit', 'marker', 'fields', 'sort_key', 'sort_dir', 'page_reverse']);

/** What every resource of Neutron shows at its end. */
export const standardFields = (record: Standard) => ({
  tags: record.tags,
  created_at: seconds(record.createdAt),
  updated_at: seconds(record.updatedAt),
  revision_number: record.revision,
  project_id: record.projectId,
});

/** A new one's. */
export function standard(cloud: Cloud, projectId: string, body: unknown): Standard {
  const { name, description } = fields(body);
  const { now } = cloud.agenda;
  return {
    id: cloud.ids.uuid(),
    projectId,
    name: text(name) ?? '',
    description: text(description) ?? '',
    tags: [],
    revision: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** Changes one; its revision goes up. */
export function revise<T extends Standard>(cloud: Cloud, table: Table<T>, id: string, patch: Partial<T>): T {
  const record = table.get(id);
  const revised = { ...patch, revision: (record?.revision ?? 0) + 1, updatedAt: cloud.agenda.now };
  return table.change(id, revised) as T;
}

/** @throws {Refusal} 409 where the project may not have so many more */
export function checkQuota(cloud: Cloud, projectId: string, what: string, amount = 1): void {
  const limit = cloud.projects.get(projectId)?.quotas.network[what] ?? -1;
  const taken = cloud.usage.of(projectId, what);
  if (limit >= 0 && taken + amount > limit) throw overQuota(what);
}

/** @throws {Refusal} 409 where the project has as many as it may have */
export function takeQuota(cloud: Cloud, projectId: string, what: string, amount = 1): void {
  checkQuota(cloud, projectId, what, amount);
  cloud.usage.add(projectId, what, amount);
}

/** @throws {Refusal} its kind's 404 */
export function found<T extends Standard>(kind: Kind<T>, call: Call, id = call.params.id ?? ''): T {
  const record = kind.table(call.cloud).get(id);
  if (!record || !kind.isSeenBy(record, call)) throw kind.missing(id);
  return record;
}

/** @throws {Refusal} 412 where the caller holds another revision than there is */
export function checkRevision(call: Call, record: Standard, name: string): void {
  const asked = /^revision_number=(\d+)$/.exec(call.headers['if-match'] ?? '')?.[1];
  if (asked !== undefined && Number(asked) !== record.revision) {
    throw new Refusal(
      412,
      `Constrained to ${asked}, but current revision is ${record.revision}`,
      'RevisionNumberConstraintFailed',
      { name },
    );
  }
}

export const isOwn = (record: Standard, { token }: Call) =>
  record.projectId === token.project?.id || token.roles.some(({ name }) => name === 'admin');

function matches(shown: Record<string, unknown>, query: URLSearchParams): boolean {
  for (const key of new Set(query.keys())) {
    if (PAGING.has(key)) continue;
    const wanted = query.getAll(key);
    if (key === 'tags' || key === 'tags-any') {
      const tags = shown.tags as readonly string[];
      const asked = wanted.flatMap(one => one.split(','));
      const has = (tag: string) => tags.includes(tag);
      if (key === 'tags' ? !asked.every(has) : !asked.some(has)) return false;
      continue;
    }
    if (key === 'security_groups') {
      if (!(shown.security_groups as readonly string[]).some(id => wanted.includes(id))) return false;
      continue;
    }
    if (key === 'fixed_ips') continue;
    if (!(key in shown)) throw badRequest('HTTPBadRequest', `['${key}'] is invalid attribute for filtering`);
    const value = String(shown[key]);
    if (!wanted.some(one => one.toLowerCase() === value.toLowerCase())) return false;
  }
  return true;
}

/** After what there is not begins all of it anew. */
function withoutMarker(query: URLSearchParams): URLSearchParams {
  const rest = new URLSearchParams(query);
  rest.delete('marker');
  return rest;
}

function listed<T extends Standard>(kind: Kind<T>, call: Call) {
  const { cloud, query, base } = call;
  const seen = (kind.narrowed?.(call) ?? kind.table(cloud).listed()).filter(one => kind.isSeenBy(one, call));
  const wanted = query.get('limit') ?? '0';
  const asked = Number(wanted);
  if (!Number.isInteger(asked) || asked < 0)
    throw badRequest(
      'BadRequest',
      `Bad limit request: Limit must be an integer 0 or greater and not '${wanted}'.`,
    );
  const isFiltered = [...query.keys()].some(key => !PAGING.has(key));
  const some = isFiltered ? seen.filter(one => matches(kind.show(one, cloud), query)) : seen;
  const limit = asked > 0 ? asked : some.length || 1;
  const page = pageOf(some, limit, query.get('marker'));
  if (!page) {
    if (!kind.forgivesMarker) throw kind.missing(query.get('marker') ?? '');
    return listed(kind, { ...call, query: withoutMarker(query) });
  }
  const only = query.getAll('fields');
  const cut = (shown: Record<string, unknown>) =>
    only.length === 0
      ? shown
      : Object.fromEntries(Object.entries(shown).filter(([key]) => only.includes(key)));
  const links: { rel: string; href: string }[] = [];
  if (asked > 0 && page.next !== undefined)
    links.push({ rel: 'next', href: nextHref(`${base}/${kind.path}`, query, page.next) });
  if (asked > 0) {
    const back = new URLSearchParams(query);
    back.delete('marker');
    const [first] = page.items;
    if (first) back.set('marker', first.id);
    back.set('page_reverse', 'True');
    links.push({ rel: 'previous', href: `${base}/${kind.path}?${back}` });
  }
  const many = kind.name.endsWith('y') ? `${kind.name.slice(0, -1)}ies` : `${kind.name}s`;
  return {
    [many]: page.items.map(one => cut(kind.show(one, cloud))),
    ...(links.length > 0 && { [`${many}_links`]: links }),
  };
}

const TAGS_LIMIT = 50;

function tagRoutes<T extends Standard>(kind: Kind<T>): Route[] {
  const set = (call: Call, tags: readonly string[]) => {
    const record = found(kind, call);
    if (tags.length > TAGS_LIMIT)
      throw badRequest('HTTPBadRequest', `The number of tags exceed the per-resource limit of ${TAGS_LIMIT}`);
    revise(call.cloud, kind.table(call.cloud), record.id, {
      tags: [...new Set(tags)].sort(),
    } as unknown as Partial<T>);
  };
  const path = `/${kind.path}/:id/tags`;
  return [
    { method: 'GET', path, run: call => ({ status: 200, body: { tags: found(kind, call).tags } }) },
    {
      method: 'PUT',
      path,
      run(call) {
        const tags = fields(call.body).tags;
        const wanted = Array.isArray(tags) ? tags.map(String) : [];
        set(call, wanted);
        return { status: 200, body: { tags: found(kind, call).tags } };
      },
    },
    {
      method: 'PUT',
      path: `${path}/:tag`,
      run(call) {
        set(call, [...found(kind, call).tags, call.params.tag ?? '']);
        return { status: 201 };
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:tag`,
      run(call) {
        const { tags } = found(kind, call);
        const tag = call.params.tag ?? '';
        if (!tags.includes(tag)) throw notFound('TagNotFound', `Tag ${tag} could not be found.`);
        set(
          call,
          tags.filter(one => one !== tag),
        );
        return { status: 204 };
      },
    },
    {
      method: 'DELETE',
      path,
      run(call) {
        set(call, []);
        return { status: 204 };
      },
    },
  ];
}

/** Listing, showing and tags: what needs to be said once. */
export function readingRoutes<T extends Standard>(kind: Kind<T>): Route[] {
  const list: Route['run'] = call => ({ status: 200, body: listed(kind, call) });
  const show: Route['run'] = call => ({
    status: 200,
    body: { [kind.name]: kind.show(found(kind, call), call.cloud) },
  });
  const path = `/${kind.path}`;
  return [
    { method: 'GET', path, run: list },
    { method: 'GET', path: `${path}/:id`, run: show },
    ...tagRoutes(kind),
  ];
}
