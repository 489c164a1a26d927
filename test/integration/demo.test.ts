import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { seedDemo } from '../../driver/demo';
import { startTestRockpool } from '../support/rockpool';

const tarball = fileURLToPath(new URL('../../build/sample-image/amd64.tar', import.meta.url));

it('a demo is filled once, with its image, blueprints and a simulated pool', async () => {
  await using pool = await startTestRockpool(undefined);
  const seed = () =>
    seedDemo(pool.rockpool.services, pool.state(), { tarball, image: 'rockpool/sample:latest' });
  seed();
  await pool.until(() => pool.state().images['rockpool/sample:latest']);
  seed();
  const { pools, blueprints, templates, images } = pool.state();
  expect(Object.values(pools)).toMatchObject([{ provider: 'simulator', config: { DD_MAX_HOSTS: 12 } }]);
  expect(Object.values(blueprints).map(({ active }) => active)).toEqual([true, true]);
  expect(Object.keys(templates)).toHaveLength(1);
  expect(Object.keys(images)).toHaveLength(1);
});
