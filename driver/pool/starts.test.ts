import { expect, it } from 'vitest';
import { aConfig } from '../../test/support/poolModel';
import type { Resource } from '../model/resource';
import type { Copying } from './snapshot';
import { lacksCopy, startsOf } from './starts';

const config = { DD_WARM_IMAGES: true, DD_HOST_FLAVOR_NAME_LARGE: 'xl', DD_HOST_FLAVOR_NAME_SMALL: 'm' };
const image = (changes: Partial<Resource> = {}): Resource => ({
  ...{ kind: 'image', id: 'i', name: 'copy', controllerId: 'c', createdAt: 7 },
  ...changes,
});
const starts = (
  value: Resource[] | undefined,
  changes: object = {},
  copying: Copying | undefined = { isOfUse: true },
) => {
  const last = value && { begun: 1, ended: 1, value };
  return startsOf(aConfig({ ...config, ...changes }), { copying, resources: last ? { last } : {} });
};

it('is told of each flavor that is asked for', () => {
  const own = image({ start: 'kept', startFlavor: 'xl' });
  const old = image({ id: 'old', start: 'outdated' });
  expect(starts([old, own, image({ id: 'other' })])).toEqual({
    copies: [{ flavor: 'xl', madeAt: 7 }, { flavor: 'm' }],
  });
  expect(starts([], { DD_HOST_FLAVOR_NAME_SMALL: 'xl' })).toEqual({ copies: [{ flavor: 'xl' }] });
});

it('is told with why no copy is made at the moment', () => {
  const paused = {
    error: { kind: 'capacity', code: 'CLOUD_QUOTA_REACHED', what: 'No room.' } as const,
    until: 9,
  };
  expect(starts([], {}, { isOfUse: true, paused })?.paused).toEqual(paused);
});

it('is not told where hosts start from no copies, or nobody can say', () => {
  const none = [
    starts(undefined),
    starts([], { DD_WARM_IMAGES: false }),
    starts([], { DD_SHUTDOWN_MODE: true }),
    startsOf(aConfig(config), { resources: { last: { begun: 1, ended: 1, value: [] } } }),
    starts([image({ start: 'kept' })]),
  ];
  expect(none).toEqual(Array(5).fill(undefined));
});

it('lacks a copy of large hosts alone: those are asked for when many come', () => {
  const lacks = (...flavors: string[]) => {
    const has = flavors.map((flavor, id) => image({ id: `${id}`, start: 'kept', startFlavor: flavor }));
    const known = starts(has);
    return known && lacksCopy(known, aConfig(config));
  };
  expect([lacks(), lacks('m'), lacks('xl'), lacks('m', 'xl')]).toEqual([true, true, false, false]);
});
