import { servers } from 'openstack-ts';
import { expect, it } from 'vitest';
import { cloudProvider, signal } from '../../../test/support/cloudProvider';
import { errorOf } from '../../../test/support/errorOf';

const blue = { name: 'blue', cidr: '198.18.0.0/24' };
const red = { name: 'red', cidr: '198.18.1.0/24' };

/** A host in two networks, in the order in which the cloud lists their ports. */
async function inTwo(
  both: readonly [typeof blue & { isRouted?: boolean }, typeof red & { isRouted?: boolean }],
) {
  const pool = cloudProvider(
    { DD_HOST_FLOATING_POOL: 'public', DD_HOST_NETWORK: both.map(({ name }) => name).join(',') },
    { networks: [...both] },
  );
  const host = await pool.running(1);
  const options = { config: pool.current, signal, onLine: () => undefined };
  return { ...pool, host, prepare: () => pool.one.prepare(host, options) };
}

it.each([
  ['first', [{ ...blue, isRouted: true }, red]],
  ['second', [blue, { ...red, isRouted: true }]],
] as const)(
  'of two networks the %s leads to floating addresses: the host gets its there',
  async (_, both) => {
    const { cloud, host, prepare } = await inTwo(both);
    await prepare();
    const { addresses } = await servers.get(cloud, host.providerId ?? '');
    const routed = both.find(one => 'isRouted' in one)?.name ?? '';
    expect(addresses[routed]?.map(({ type }) => type)).toEqual(['fixed', 'floating']);
  },
);

it('where none of them does, it says so, and no address is taken twice', async () => {
  const { prepare, counted } = await inTwo([blue, red]);
  for (const _ of [1, 2])
    expect(await errorOf(prepare())).toMatchObject({ kind: 'permanent', code: 'CLOUD_NO_ROUTER' });
  expect(counted('POST /floatingips')).toBe(1);
});
