import { describe, expect, test } from 'vitest';
import { splitAddress, typedAddress } from './address';

const base = 'http://127.0.0.1:41000/notebooks/abc';

describe('splitAddress', () => {
  test('shows the path inside the instance', () => {
    expect(splitAddress(`${base}/tree?x=1#y`, 'abc')).toEqual({ base, path: '/tree?x=1#y' });
    expect(splitAddress(base, 'abc')).toEqual({ base, path: '/' });
  });

  test('shows the whole of an address that is not the instance’s', () => {
    expect(splitAddress('https://example.org/', 'abc')).toEqual({ base: '', path: 'https://example.org/' });
  });
});

describe('typedAddress', () => {
  test('is inside the instance, with a slash or without', () => {
    expect(typedAddress('/lab', base)).toBe(`${base}/lab`);
    expect(typedAddress(' tree/a b ', base)).toBe(`${base}/tree/a b`);
    expect(typedAddress('', base)).toBe(`${base}/`);
  });

  test('a whole address stays as it is; whether it is opened is decided elsewhere', () => {
    expect(typedAddress('https://example.org/x', base)).toBe('https://example.org/x');
  });
});
