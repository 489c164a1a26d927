/** The calls of a cloud's services that the provider makes, by name: `compute POST /servers`. */
export const cloudCallNames = [
  'identity POST /auth/tokens',
  'compute GET /',
  'compute GET /servers/detail',
  'compute GET /servers/{id}',
  'compute POST /servers',
  'compute DELETE /servers/{id}',
  'compute POST /servers/{id}/metadata',
  'compute POST /servers/{id}/action',
  'compute GET /flavors/detail',
  'compute GET /limits',
  'compute GET /os-keypairs',
  'compute DELETE /os-keypairs/{id}',
  'compute GET /os-server-groups',
  'compute POST /os-server-groups',
  'compute DELETE /os-server-groups/{id}',
  'image GET /images',
  'image GET /images/{id}',
  'image PATCH /images/{id}',
  'image DELETE /images/{id}',
  'network GET /networks',
  'network GET /ports',
  'network DELETE /ports/{id}',
  'network GET /security-groups',
  'network POST /security-groups',
  'network PUT /security-groups/{id}',
  'network DELETE /security-groups/{id}',
  'network PUT /security-groups/{id}/tags/{id}',
  'network DELETE /security-groups/{id}/tags/{id}',
  'network POST /security-group-rules',
  'network DELETE /security-group-rules/{id}',
  'network GET /floatingips',
  'network POST /floatingips',
  'network PUT /floatingips/{id}',
  'network DELETE /floatingips/{id}',
  'network GET /quotas',
  'volume GET /volumes/detail',
  'volume GET /volumes/{id}',
  'volume POST /volumes/{id}/metadata',
  'volume DELETE /volumes/{id}',
  'volume GET /snapshots/detail',
  'volume GET /snapshots/{id}',
  'volume POST /snapshots',
  'volume POST /snapshots/{id}/metadata',
  'volume DELETE /snapshots/{id}',
  'volume GET /limits',
] as const;
export type CloudCallName = (typeof cloudCallNames)[number];

/** Those that are made only where hosts are copied. */
const ofCopies: ReadonlySet<string> = new Set<CloudCallName>([
  'compute POST /servers/{id}/action',
  'image GET /images/{id}',
  'image PATCH /images/{id}',
  'image DELETE /images/{id}',
  'volume GET /volumes/{id}',
  'volume GET /snapshots/{id}',
  'volume POST /snapshots',
  'volume POST /snapshots/{id}/metadata',
]);
export const isOfCopies = (name: string): boolean => ofCopies.has(name);

/** A request on its way, as far as it matters to whoever lies in wait for it. */
export interface CloudCall {
  /** Of `cloudCallNames`; others are named the same way, and met by no fault. */
  name: string;
  /** Of the thing that it is about; undefined: of none. */
  id: string | undefined;
  isLaterPage: boolean;
}

const services: Record<string, string> = {
  identity: 'identity',
  compute: 'compute',
  image: 'image',
  networking: 'network',
  network: 'network',
  volume: 'volume',
};
/** Ids, tags of ours, and names of key pairs. */
const ID = /^(?:[0-9a-f-]{32,36}|rockpool-.*|[0-9a-f]{32})$/;

/** What a request asks for. */
export function cloudCallOf({ method, url }: { method: string; url: string }): CloudCall {
  const { pathname, searchParams } = new URL(url);
  const [root = '', ...rest] = pathname.split('/').filter(Boolean);
  const service = services[root] ?? root;
  const parts = rest.filter((part, index) => !(index === 0 && /^v\d/.test(part)));
  // Of block storage the project stands before the path.
  if (service === 'volume' && ID.test(parts[0] ?? '')) parts.shift();
  const isQuota = service === 'network' && parts[0] === 'quotas';
  const path = (isQuota ? ['quotas'] : parts).map(part =>
    ID.test(decodeURIComponent(part)) ? '{id}' : part,
  );
  const id = isQuota ? undefined : parts.find(part => ID.test(decodeURIComponent(part)));
  return {
    name: `${service} ${method} /${path.join('/')}`,
    id: id === undefined ? undefined : decodeURIComponent(id),
    isLaterPage: searchParams.has('marker'),
  };
}

/** True of requests by which a copy of a host may come into being. */
export const makesCopies = ({ name }: Pick<CloudCall, 'name'>): boolean =>
  name === 'compute POST /servers/{id}/action' || name === 'volume POST /snapshots';

const methodOf = (name: CloudCallName): string => name.split(' ')[1] ?? '';
export const isRead = (name: CloudCallName): boolean => methodOf(name) === 'GET';
export const isRemoval = (name: CloudCallName): boolean => methodOf(name) === 'DELETE';
/** Those that come in pages. */
export const isList = (name: CloudCallName): boolean =>
  isRead(name) && !/\{id\}|limits|quotas|GET \/$/.test(name);
