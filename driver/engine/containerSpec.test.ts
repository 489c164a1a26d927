import { expect, test } from 'vitest';
import { createCall } from './containerSpec';
import type { ContainerSpec } from './port';

const spec: ContainerSpec = {
  name: 'pb-ada-the-brave',
  imageId: 'sha256:1',
  marks: {
    ...{ controller: 'c', pool: 'p', host: 'h', instance: 'i', blueprint: 'b', user: 'ada' },
    ...{ slots: 1, route: 'r', port: 8080, created: 1, lifetime: 0 },
  },
  command: [],
  environment: {},
  port: 8080,
  memoryMiB: 512,
};
const storageOf = (diskMiB: number | undefined, limitsDisk: boolean) =>
  createCall(diskMiB === undefined ? spec : { ...spec, diskMiB }, { jsonFileLogs: true, limitsDisk })
    .HostConfig?.StorageOpt;

test('a disk limit goes to the engine in bytes, where its storage is asked for one', () => {
  expect(storageOf(10_240, true)).toEqual({ size: '10737418240' });
  expect(storageOf(10_240, false)).toBeUndefined();
  expect(storageOf(undefined, true)).toBeUndefined();
});
