import { expect, test } from 'vitest';
import { cannedTransport, cloudThat, lab, sleepingClock } from '../testing/wire.ts';
import { openCloud } from './cloud.ts';
import { isOpenStackError } from './errors.ts';
import { allOf, pages } from './pages.ts';

const listed = { service: 'compute', path: '/servers/detail', key: 'servers' } as const;

function cloudWith(page: (query: URLSearchParams) => unknown) {
  const { transport, asked } = cannedTransport(
    cloudThat(({ url }) => {
      const body = page(new URL(url).searchParams);
      return typeof body === 'number' ? { status: body } : { body };
    }),
  );
  return { cloud: openCloud(lab, { transport, clock: sleepingClock(), random: { float: () => 0 } }), asked };
}
const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

test('all pages are read, by the query of each link: a service behind a proxy does not know its address', async () => {
  const { cloud, asked } = cloudWith(query =>
    query.get('marker') === 's2'
      ? { servers: [{ id: 's3' }] }
      : {
          servers: [{ id: 's1' }, { id: 's2' }],
          servers_links: [
            { rel: 'next', href: 'http://10.0.0.1:8774/v2.1/servers/detail?marker=s2&limit=2' },
          ],
        },
  );
  const all = await allOf(pages(cloud, { ...listed, query: { limit: 2, name: 'x' } }));
  expect(all).toEqual([{ id: 's1' }, { id: 's2' }, { id: 's3' }]);
  expect(asked.at(-1)?.url).toBe('https://cloud.test/compute/v2.1/servers/detail?marker=s2&limit=2');
});

test('the links of Image and of Identity lead on too', async () => {
  const { cloud } = cloudWith(query =>
    query.get('marker')
      ? { servers: [2], links: { next: null } }
      : { servers: [1], next: '/v2/images?marker=a' },
  );
  expect(await allOf(pages(cloud, listed))).toEqual([1, 2]);
});

test('a list of which a page fails is no list', async () => {
  const { cloud } = cloudWith(query =>
    query.get('marker') ? 500 : { servers: [1], servers_links: [{ rel: 'next', href: '?marker=a' }] },
  );
  const error = await caught(allOf(pages(cloud, listed)));
  expect(isOpenStackError(error) && error.code).toBe('ServerError');
});

test.each([400, 404])(
  'a page that begins after what has gone meanwhile (%i) is asked for again later',
  async status => {
    const { cloud } = cloudWith(query =>
      query.get('marker') ? status : { servers: [1], servers_links: [{ rel: 'next', href: '?marker=a' }] },
    );
    expect(await caught(allOf(pages(cloud, listed)))).toMatchObject({
      ...{ code: 'Unavailable', status },
      message: 'What the compute service lists at /servers/detail has changed while it was read.',
    });
    const first = cloudWith(() => status).cloud;
    expect(await caught(allOf(pages(first, listed)))).not.toMatchObject({ code: 'Unavailable' });
  },
);

test('pages that go round in a circle are noticed', async () => {
  const { cloud } = cloudWith(() => ({ servers: [1], servers_links: [{ rel: 'next', href: '?marker=a' }] }));
  expect(String(await caught(allOf(pages(cloud, listed))))).toContain('the same page again and again');
});

test('a page without its list is none', async () => {
  const { cloud } = cloudWith(() => ({ instances: [] }));
  expect(String(await caught(allOf(pages(cloud, listed))))).toContain('has no list of servers');
});
