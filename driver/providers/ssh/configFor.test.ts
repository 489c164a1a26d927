import { expect, test } from 'vitest';
import { defaultConfigOf } from '../../model/pool';
import { configFor, diskOf } from './ssh';

const config = { ...defaultConfigOf('lab'), DD_MAX_HOSTS: 4 };
const sizes = (...known: (number | undefined)[]) => {
  const made = configFor(config, known);
  return [made.DD_MAX_HOSTS, made.DD_HOST_FLAVOR_SLOTS_SMALL, made.DD_HOST_FLAVOR_SLOTS_LARGE];
};

test('hosts are as large as the machines are, and no more than there are of them', () => {
  expect(sizes(8, 2, 16)).toEqual([3, 2, 16]);
  expect(sizes(8, 8, 8, 8, 8)).toEqual([4, 8, 8]);
});

test('before all machines are known nothing is too large', () => {
  const [, , largest] = sizes(8, undefined);
  expect(largest).toBeGreaterThan(1000);
  expect(sizes()).toEqual([1, 1, largest]);
});

test("swap is made as large as is asked for, or by the machine's memory; a disk of its own only where one is named", () => {
  expect(diskOf(config)).toEqual({ dataDevice: undefined, swapMiB: 'auto' });
  const named = { ...config, DD_HOST_DATA_VOLUME_DEVICE: '/dev/vdb', DD_HOST_SWAP_MIB: 0 };
  expect(diskOf(named)).toEqual({ dataDevice: '/dev/vdb', swapMiB: 0 });
});
