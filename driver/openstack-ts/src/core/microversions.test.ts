import { expect, test } from 'vitest';
import { compareVersions, negotiate, rangeIn } from './microversions.ts';

test('2.9 is older than 2.10', () => {
  expect(compareVersions('2.9', '2.10')).toBeLessThan(0);
  expect(compareVersions('3.0', '2.99')).toBeGreaterThan(0);
  expect(compareVersions('2.60', '2.60')).toBe(0);
});

test('the range stands in the document of one version, or of all', () => {
  const version = { id: 'v2.1', version: '2.93', min_version: '2.1' };
  expect(rangeIn({ version })).toEqual({ least: '2.1', most: '2.93' });
  expect(rangeIn({ versions: [{ id: 'v2.0', version: '', min_version: '' }, version] })).toEqual({
    least: '2.1',
    most: '2.93',
  });
  expect(rangeIn({ version: { id: 'v2.0' } })).toEqual({ least: undefined, most: undefined });
});

test('the newest version that both know is taken', () => {
  const range = { least: '2.1', most: '2.93' };
  expect(negotiate('compute', range, { least: '2.37' })).toBe('2.37');
  expect(negotiate('compute', range, { least: '2.37', most: '2.67' })).toBe('2.67');
  expect(negotiate('compute', range, { least: '2.37', most: '2.95' })).toBe('2.93');
  expect(() => negotiate('compute', range, { least: '2.94' })).toThrow(
    'The compute service offers 2.1 to 2.93, and version 2.94 is needed.',
  );
  expect(() => negotiate('compute', {}, { least: '2.37' })).toThrow('has no versions');
});
