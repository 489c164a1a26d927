import { expect, test } from 'vitest';
import { homeOf, isWebAddress, resolveAddress } from './address';

const home = homeOf('http://127.0.0.1:4000/notebooks/abc/?token=1');

test.each([
  'http://127.0.0.1:4000/notebooks/abc/',
  'http://127.0.0.1:4000/notebooks/abc',
  'http://127.0.0.1:4000/notebooks/abc/tree?x=1#y',
  'about:blank',
  'blob:http://127.0.0.1:4000/1234',
])('%s belongs to the instance', url => {
  expect(home.owns(url)).toBe(true);
});

test.each([
  'http://127.0.0.1:4000/notebooks/abcd/',
  'http://127.0.0.1:4000/notebooks/abc/../other/',
  'http://127.0.0.1:4000/notebooks/abc/%2e%2e/other/',
  'http://127.0.0.1:4000/',
  'http://127.0.0.1:4001/notebooks/abc/',
  'https://127.0.0.1:4000/notebooks/abc/',
  'http://localhost:4000/notebooks/abc/',
  'http://127.0.0.1:4000@example.org/notebooks/abc/',
  'blob:http://example.org/1234',
  'file:///notebooks/abc/',
  'data:text/html,hello',
  'javascript:alert(1)',
  'app://ui/index.html',
  '',
])('%s does not belong to the instance', url => {
  expect(home.owns(url)).toBe(false);
});

test('a typed address is a path of the instance, however it is written', () => {
  const lab = 'http://127.0.0.1:4000/notebooks/abc/lab';
  expect(resolveAddress(home, 'lab')).toBe(lab);
  expect(resolveAddress(home, ' /lab ')).toBe(lab);
  expect(resolveAddress(home, '/notebooks/abc/lab')).toBe(lab);
  expect(resolveAddress(home, lab)).toBe(lab);
  expect(resolveAddress(home, '')).toBe(home.url);
});

test.each([
  'http://example.org/',
  '../other/',
  '/notebooks/abc/../other',
  'javascript:alert(1)',
  'about:blank',
])('the typed address %s leads nowhere', address => {
  expect(resolveAddress(home, address)).toBeUndefined();
});

test("only web addresses are for the system's browser", () => {
  expect(isWebAddress('https://example.org')).toBe(true);
  for (const url of ['file:///etc/passwd', 'mailto:a@b.c', 'vscode://x', 'x'])
    expect(isWebAddress(url)).toBe(false);
});
