import { expect, test, vi } from 'vitest';
import { fileOf } from './appProtocol';

vi.mock('electron', () => ({ protocol: {}, session: {} }));

const root = '/opt/rockpool/renderer';

test('addresses of the app are files under its folder', () => {
  expect(fileOf('app://ui/', root)).toBe(`${root}/index.html`);
  expect(fileOf('app://ui/assets/index-1.js?x=1#y', root)).toBe(`${root}/assets/index-1.js`);
});

test.each([
  'app://other/index.html',
  'http://ui/index.html',
  'file:///etc/passwd',
  'app://ui/..%2f..%2fetc/passwd',
  'app://ui/%2e%2e%2f%2e%2e%2fmain/index.js',
  'app://ui/..%5c..%5cmain',
  'app://ui/a%00.html',
  'app://ui/%',
  'not an address',
])('%s is refused', url => {
  expect(fileOf(url, root)).toBeUndefined();
});
