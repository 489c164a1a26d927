import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { below, publicLocation, publicRefresh } from './redirects';

const prefix = `/notebooks/${'0123456789abcdef'.repeat(2)}`;
const sides = { prefix, hosts: ['127.0.0.1:40001', 'localhost:40001', '127.0.0.1:8642', 'localhost:8642'] };

const path = fc.string({ unit: fc.constantFrom(...'abz09/.?#%=&-_~:@ ') }).map(rest => `/${rest}`);

describe('the address of a redirect', () => {
  it.each([
    ['http://127.0.0.1:40001/login?next=%2F', `${prefix}/login?next=%2F`],
    ['http://LOCALHOST:40001/a#b', `${prefix}/a#b`],
    ['http://127.0.0.1:8642/auth-sign-in?appUri=%2F', `${prefix}/auth-sign-in?appUri=%2F`],
    [`http://127.0.0.1:8642${prefix}/tree`, `${prefix}/tree`],
    [`http://127.0.0.1:40001${prefix}`, prefix],
    ['//127.0.0.1:40001/x', `${prefix}/x`],
    ['http://127.0.0.1:40001', `${prefix}/`],
    ['http://127.0.0.1:40001?a=b', `${prefix}/?a=b`],
    ['/', `${prefix}/`],
    ['/login', `${prefix}/login`],
    [`${prefix}/tree?x`, `${prefix}/tree?x`],
    [`${prefix}0/tree`, `${prefix}${prefix}0/tree`],
  ])('%s becomes public', (from, to) => {
    expect(publicLocation(from, sides)).toBe(to);
  });

  it.each([
    'https://example.org/login',
    '//example.org/x',
    'http://127.0.0.1:40002/another',
    'http://user@127.0.0.1:40001/',
    'http://127.0.0.1:40001\\@example.org/',
    '/\\example.org',
    'login?next=/',
    '../up',
    '?page=2',
    '#here',
    'mailto:a@b.c',
    '',
  ])('%s stays as it is', location => {
    expect(publicLocation(location, sides)).toBe(location);
  });

  it('is the same when made public twice', () => {
    const location = fc.oneof(
      path,
      fc
        .tuple(fc.constantFrom('example.org', ...sides.hosts), path)
        .map(([host, at]) => `http://${host}${at}`),
      fc.string(),
    );
    fc.assert(
      fc.property(location, from => {
        const once = publicLocation(from, sides);
        expect(publicLocation(once, sides)).toBe(once);
      }),
    );
  });

  it('leads, once the prefix is stripped again, to the path that the target named', () => {
    fc.assert(
      fc.property(fc.constantFrom('', ...sides.hosts), path, (host, named) => {
        fc.pre(!named.startsWith('//'));
        const made = publicLocation(host ? `http://${host}${named}` : named, sides);
        expect(made.startsWith(`${prefix}/`)).toBe(true);
        expect(made.slice(prefix.length)).toBe(named);
      }),
    );
  });

  it('never leaves the origin for something that pointed at the target', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sides.hosts), fc.string(), (host, rest) => {
        const made = publicLocation(`http://${host}/${rest}`, sides);
        expect(new URL(made, 'http://127.0.0.1:8642/').host).toBe('127.0.0.1:8642');
      }),
    );
  });
});

describe('Refresh', () => {
  it('is made public like a redirect', () => {
    expect(publicRefresh('3; url=http://127.0.0.1:40001/x', sides)).toBe(`3; url=${prefix}/x`);
    expect(publicRefresh("0;URL='/x'", sides)).toBe(`0;URL='${prefix}/x'`);
    expect(publicRefresh('5', sides)).toBe('5');
    expect(publicRefresh('5; url=https://example.org/', sides)).toBe('5; url=https://example.org/');
  });
});

describe('below', () => {
  it('takes a longer name that begins alike for another path', () => {
    expect(below('/a-b', '/a')).toBe('/a/a-b');
    expect(below('/a?b', '/a')).toBe('/a?b');
  });
});
