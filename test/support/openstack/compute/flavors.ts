import { nextHref, pageOf } from '../core/paging';
import type { Call, Route } from '../core/service';
import { badRequest, notFound } from './errors';
import type { Flavor } from './records';
import { linksOf } from './show';

const briefly = ({ id, name }: Flavor, { base, minor }: Call) => ({
  id,
  name,
  links: linksOf(base, 'flavors', id),
  ...(minor >= 55 && { description: null }),
});

const shown = (flavor: Flavor, { base, minor }: Call) => ({
  id: flavor.id,
  name: flavor.name,
  ram: flavor.ram,
  disk: flavor.disk,
  swap: minor >= 75 ? 0 : '',
  'OS-FLV-EXT-DATA:ephemeral': 0,
  'OS-FLV-DISABLED:disabled': false,
  vcpus: flavor.vcpus,
  'os-flavor-access:is_public': true,
  rxtx_factor: 1.0,
  links: linksOf(base, 'flavors', flavor.id),
  ...(minor >= 55 && { description: null }),
  ...(minor >= 61 && { extra_specs: flavor.extraSpecs }),
});

function listing(call: Call, path: string, show: (flavor: Flavor) => unknown) {
  const { cloud, query, base } = call;
  const page = pageOf(
    cloud.flavors.listed(),
    Number(query.get('limit') ?? cloud.pageLimit),
    query.get('marker'),
  );
  if (!page) throw badRequest(`marker [${query.get('marker')}] not found`);
  const next = page.next === undefined ? undefined : nextHref(`${base}${path}`, query, page.next);
  return {
    status: 200,
    body: {
      flavors: page.items.map(show),
      ...(next !== undefined && { flavors_links: [{ rel: 'next', href: next }] }),
    },
  };
}

export const flavorRoutes: Route[] = [
  { method: 'GET', path: '/flavors', run: call => listing(call, '/flavors', one => briefly(one, call)) },
  {
    method: 'GET',
    path: '/flavors/detail',
    run: call => listing(call, '/flavors/detail', one => shown(one, call)),
  },
  {
    method: 'GET',
    path: '/flavors/:id/os-extra_specs',
    run({ cloud, params }) {
      const flavor = cloud.flavors.get(params.id ?? '');
      if (!flavor) throw notFound(`Flavor ${params.id} could not be found.`);
      return { status: 200, body: { extra_specs: flavor.extraSpecs } };
    },
  },
  {
    method: 'GET',
    path: '/flavors/:id',
    run(call) {
      const flavor = call.cloud.flavors.get(call.params.id ?? '');
      if (!flavor) throw notFound(`Flavor ${call.params.id} could not be found.`);
      return { status: 200, body: { flavor: shown(flavor, call) } };
    },
  },
];
