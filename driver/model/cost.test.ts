import { expect, test } from 'vitest';
import { costPerHour, formatCost, notCounted } from './cost';
import { poolConfigSchema } from './poolConfig';

const config = poolConfigSchema.parse({ DD_HOST_PRICE_SMALL: 0.1, DD_HOST_PRICE_LARGE: 0.2 });
const [small, large] = [{ flavor: 'standard.medium' }, { flavor: 'standard.xlarge' }];

test('hosts cost what their flavors do', () => {
  expect(costPerHour(config, [small, large, small])).toBe(0.4);
  expect(costPerHour(config, [])).toBe(0);
});

test('a cost that is not wholly known is not told at all', () => {
  expect(costPerHour({ ...config, DD_HOST_PRICE_SMALL: null }, [large])).toBeUndefined();
  expect(costPerHour(config, [small, { flavor: 'of.old' }])).toBeUndefined();
  expect(costPerHour(config, [{}])).toBeUndefined();
});

test('a cost reads as people write it', () => {
  expect([0, 3, 0.4, 0.0125, 1.005].map(formatCost)).toEqual(['0', '3', '0.40', '0.0125', '1.0050']);
});

test('that prices are of machines alone is told where a cloud makes volumes for them, too', () => {
  const without = { ...config, DD_HOST_DATA_VOLUME_FACTOR: 0, DD_HOST_ROOT_VOLUME_SIZE: 0 };
  expect(notCounted({ ...without, DD_HOST_DATA_VOLUME_FACTOR: 8 }, 'openstack')).toBe('volumes not counted');
  expect(notCounted(without, 'openstack')).toBeUndefined();
  expect(notCounted(config, 'ssh')).toBeUndefined();
});
