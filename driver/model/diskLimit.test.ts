import { expect, test } from 'vitest';
import { diskLimitSchema, parseDiskLimitMiB } from './diskLimit';

test('a limit is a number with its unit', () => {
  expect(parseDiskLimitMiB('10g')).toBe(10_240);
  expect(parseDiskLimitMiB('512M')).toBe(512);
  expect(parseDiskLimitMiB('16384k')).toBe(16);
});

test.each(['0', '10', '15m', '-1g', '1.5g', 'much', '10 gibbons'])('"%s" is none', text => {
  expect(parseDiskLimitMiB(text)).toBeUndefined();
  expect(diskLimitSchema.safeParse(text).success).toBe(false);
});

test('nothing is no limit', () => {
  expect(diskLimitSchema.parse('  ')).toBe('');
  expect(parseDiskLimitMiB('')).toBeUndefined();
});
