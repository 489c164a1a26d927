import { describe, expect, it } from 'vitest';
import { addressFor, readJump } from './addresses';

const fixed = ['2001:db8::7', '10.0.0.7'];
const direct = { jump: '', floats: false };

describe('where a server answers', () => {
  it('is its fixed address where nothing is between', () => {
    expect(addressFor({ fixed }, direct)).toBe('10.0.0.7');
    expect(addressFor({ fixed: ['2001:db8::7'] }, direct)).toBe('2001:db8::7');
    expect(addressFor({ fixed: [] }, direct)).toBeUndefined();
  });

  it('is its floating address where it has one, and is not known before it has one that it is to get', () => {
    expect(addressFor({ fixed, floating: '192.0.2.9' }, direct)).toBe('192.0.2.9');
    expect(addressFor({ fixed, floating: '192.0.2.9' }, { jump: '', floats: true })).toBe('192.0.2.9');
    expect(addressFor({ fixed }, { jump: '', floats: true })).toBeUndefined();
  });

  it('is its fixed one to a jump host, which stands inside', () => {
    expect(addressFor({ fixed, floating: '192.0.2.9' }, { jump: 'a@b', floats: true })).toBe('10.0.0.7');
  });
});

describe('a jump host', () => {
  it.each([
    ['ada@gate.lab.org', 'gate.lab.org', 22],
    ['ada@192.0.2.1:2222', '192.0.2.1', 2222],
    [' ada@[2001:db8::1]:2222 ', '2001:db8::1', 2222],
  ])('is read from %s', (text, address, port) => {
    expect(readJump(text)).toEqual({ user: 'ada', address, port });
  });

  it.each([
    'gate',
    '@gate',
    'ada@',
    'ada@gate:0',
    'ada@gate:65536',
    'ada@-gate',
    'a b@gate',
    'ada@2001:db8::1',
  ])('is not %s', text => {
    expect(() => readJump(text)).toThrow('is not a jump host');
  });
});
