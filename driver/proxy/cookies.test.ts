import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryCookie, confine, ownCookies } from './cookies';

const prefix = `/notebooks/${'cd'.repeat(16)}`;
const none: ReadonlySet<string> = new Set();

describe('a cookie that an instance sets', () => {
  const header = (setCookie: string, rewrite = false) => confine(setCookie, prefix, rewrite)?.header;

  it('moves below the prefix', () => {
    expect(header('a=1; Path=/')).toBe(`a=1; Path=${prefix}/`);
    expect(header('a=1; Path=/', true)).toBe(`a=1; Path=${prefix}/`);
    expect(header('a=1; path = /sub; HttpOnly', true)).toBe(`a=1; Path=${prefix}/sub; HttpOnly`);
    expect(header('a=1; Path=/sub')).toBe(`a=1; Path=${prefix}/`);
    expect(header('a=1; Path=')).toBe(`a=1; Path=${prefix}/`);
    expect(header('a=1; Path=nonsense', true)).toBe(`a=1; Path=${prefix}/`);
  });

  it('stays where it is below the prefix', () => {
    expect(header(`a=1; Path=${prefix}/api`)).toBe(`a=1; Path=${prefix}/api`);
    expect(header(`a=1; Path=${prefix}`)).toBe(`a=1; Path=${prefix}/`);
    expect(header(`a=1; Path=${prefix}0/`)).toBe(`a=1; Path=${prefix}/`);
  });

  it('keeps the folder of the request where it names no path', () => {
    expect(header('a=1; Secure')).toBe('a=1; Secure');
  });

  it('loses its domain, and keeps all else', () => {
    expect(header('a=b=c; Domain=127.0.0.1; Max-Age=5; SameSite=Lax; Partitioned')).toBe(
      'a=b=c; Max-Age=5; SameSite=Lax; Partitioned',
    );
  });

  it('has one path in the end, however many it came with', () => {
    expect(header('a=1; Path=/x; PATH=/; path=/y', true)).toBe(`a=1; Path=${prefix}/y`);
  });

  it('travels under another prefix if its name demands the path /', () => {
    const cookie = confine('__Host-sid=1; Secure; Path=/', prefix, true);
    expect(cookie).toEqual({
      name: '__Rockpool-Host-sid',
      header: `__Rockpool-Host-sid=1; Path=${prefix}/; Secure`,
    });
    expect(ownCookies('__Rockpool-Host-sid=1', false, new Set(['__Rockpool-Host-sid'])).header).toBe(
      '__Host-sid=1',
    );
    expect(header('__Secure-sid=1; Secure; Path=/')).toBe(`__Secure-sid=1; Path=${prefix}/; Secure`);
  });

  it('may not be the boundary', () => {
    expect(confine('rockpool-boundary=2; Path=/', prefix, false)).toBeUndefined();
  });

  it('never has a path outside the prefix, nor a domain', () => {
    const attribute = fc.oneof(
      fc
        .tuple(fc.constantFrom('Path', 'path', ' PATH '), fc.string())
        .map(([key, value]) => `${key}=${value}`),
      fc.string().map(value => `Domain=${value}`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(attribute), fc.boolean(), (attributes, rewrite) => {
        const parts = header(['a=1', ...attributes].join(';'), rewrite)?.split(';') ?? [];
        for (const part of parts.slice(1)) {
          const [key = '', value = ''] = part.split('=').map(text => text.trim());
          expect(key.toLowerCase()).not.toBe('domain');
          if (key.toLowerCase() === 'path') expect(value.startsWith(`${prefix}/`)).toBe(true);
        }
      }),
    );
  });
});

describe('the cookies that reach an instance', () => {
  const boundary = boundaryCookie.split(';')[0];

  it('are those before the boundary, where a browser sends them', () => {
    expect(ownCookies(`deep=1; own=2; ${boundary}; planted=3; own=4`, true, none)).toEqual({
      header: 'deep=1; own=2',
      bounded: true,
    });
  });

  it('are none as long as the browser has no boundary', () => {
    expect(ownCookies('planted=1', true, new Set(['planted']))).toEqual({
      header: undefined,
      bounded: false,
    });
  });

  it('are those whose names the instance has set, each once, where a program sends them', () => {
    const known = new Set(['a', 'b']);
    expect(ownCookies('a=1; c=2; b=3; a=4', false, known)).toEqual({ header: 'a=1; b=3', bounded: false });
    expect(ownCookies(`a=1; ${boundary}; b=2`, false, known)).toEqual({ header: 'a=1; b=2', bounded: true });
  });

  it('never include the boundary', () => {
    expect(ownCookies(`${boundary}`, true, none)).toEqual({ header: undefined, bounded: true });
  });
});
