import { expect, test } from 'vitest';
import { endpointOf } from './catalog.ts';
import { isOpenStackError } from './errors.ts';

const entry = (type: string, url: string, region_id = 'one', on = 'public') => ({
  type,
  endpoints: [{ url, interface: on, region_id }],
});

test('a service is called where the catalog has it, in the version that this client speaks', () => {
  const catalog = [
    entry('compute', 'https://c.test:8774/v2.1'),
    entry('network', 'https://c.test:9696'),
    entry('image', 'https://c.test/image/'),
    entry('volumev3', 'https://c.test:8776/v3/p1'),
  ];
  const urls = (['compute', 'network', 'image', 'volume'] as const).map(
    type => endpointOf(type, { catalog, projectId: 'p1' }, {}).url,
  );
  expect(urls).toEqual([
    'https://c.test:8774/v2.1',
    'https://c.test:9696/v2.0',
    'https://c.test/image/v2',
    'https://c.test:8776/v3/p1',
  ]);
});

test('the document of a version stands before what comes after it', () => {
  const catalog = [entry('block-storage', 'https://c.test/volume')];
  expect(endpointOf('volume', { catalog, projectId: 'p1' }, {})).toEqual({
    url: 'https://c.test/volume/v3/p1',
    versionUrl: 'https://c.test/volume/v3/',
  });
});

test('region and interface choose, and an address of one’s own goes before', () => {
  const catalog = [
    entry('compute', 'https://one.test/v2.1', 'one'),
    entry('compute', 'https://two.test/v2.1', 'two'),
    entry('compute', 'https://inner.test/v2.1', 'two', 'internal'),
  ];
  const at = (config: Parameters<typeof endpointOf>[2]) => endpointOf('compute', { catalog }, config).url;
  expect(at({ region: 'two' })).toBe('https://two.test/v2.1');
  expect(at({ region: 'two', interface: 'internal' })).toBe('https://inner.test/v2.1');
  expect(at({ endpoints: { compute: 'https://mine.test/v2.1' } })).toBe('https://mine.test/v2.1');
});

test('where no region is chosen all services are called in that of the first Compute', () => {
  const both = (type: string, regions: string[]) =>
    regions.map(region => entry(type, `https://${region}.test/${type}`, region));
  const catalog = [
    ...both('compute', ['two', 'one']),
    ...both('network', ['one', 'two']),
    ...both('volumev3', ['one', 'two']),
    ...both('image', ['central']),
  ];
  const hosts = (['compute', 'network', 'volume', 'image'] as const).map(
    type => new URL(endpointOf(type, { catalog, projectId: 'p1' }, {}).url).hostname,
  );
  expect(hosts).toEqual(['two.test', 'two.test', 'two.test', 'central.test']);
});

test('a service that is not there is refused with what there is', () => {
  const catalog = [entry('compute', 'https://one.test/v2.1', 'one')];
  const why = (run: () => unknown) => {
    try {
      return run();
    } catch (error) {
      return isOpenStackError(error) ? [error.code, error.message] : error;
    }
  };
  expect(why(() => endpointOf('compute', { catalog }, { region: 'three' }))).toEqual([
    'NoService',
    'The cloud has no compute service in the region three with a public address; it is in one, as public.',
  ]);
  expect(why(() => endpointOf('volume', { catalog }, {}))).toEqual([
    'NoService',
    'The cloud has no volume service with a public address; it has compute.',
  ]);
});
