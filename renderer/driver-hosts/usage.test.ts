import { expect, test } from 'vitest';
import { aHost } from '../testing/builders';
import { cpuText, imagesOrder, memoryText, usageOrder, usageText } from './usage';

const facts = {
  ...{ engineVersion: '28', operatingSystem: 'Debian', architecture: 'amd64', memoryMiB: 8192, cpus: 4 },
};
const look = {
  ...{ hostId: 'host', at: 1, containers: [], cpuPercent: 50, memoryMiB: 2048, otherImages: [] },
  wanted: [
    { name: 'a', standing: 'present' as const },
    { name: 'b', standing: 'missing' as const },
  ],
};

test('usage is a share of the whole host', () => {
  expect(usageText(aHost({ facts }), look)).toBe('CPU 13 % · 2.0 of 8.0 GiB');
  expect(cpuText(aHost({ facts }), look)).toBe('13 % of 4 processors');
});

test('of a host whose size is not known yet, usage is said without a share', () => {
  expect(memoryText(aHost(), look)).toBe('2.0 GiB');
  expect(cpuText(aHost(), look)).toBe('50 % of one processor');
});

test('what is not known is sorted below everything that is', () => {
  const error = { kind: 'transient' as const, code: 'X', what: 'No answer.' };
  const blind = { hostId: 'host', at: 1, error };
  expect(usageOrder(aHost({ facts }), look)).toBe(0.25);
  expect(usageOrder(aHost({ facts }), blind)).toBe(-1);
  expect(imagesOrder(look)).toBe(1);
  expect(imagesOrder(undefined)).toBe(-1);
});
