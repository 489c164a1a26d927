import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directoryOf, insidePath } from './path';

describe('a path inside an archive', () => {
  it.each<[string, string, string | undefined]>([
    ['../b/./c', 'a', 'b/c'],
    ['./a//b/', '', 'a/b'],
    ['/a', 'x/y', 'a'],
    ['../..', 'a', undefined],
    ['a/../../b', '', undefined],
    ['.', '', ''],
  ])('%s seen from %j is %j', (name, from, to) => expect(insidePath(name, from)).toBe(to));

  it('never leads out', () => {
    const parts = fc.array(fc.constantFrom('..', '.', 'a', 'b', ''), { maxLength: 12 });
    fc.assert(
      fc.property(
        parts,
        parts.map(all => all.filter(part => part === 'a' || part === 'b')),
        (name, from) => {
          const path = insidePath(name.join('/'), from.join('/'));
          if (path !== undefined) expect(path).toMatch(/^([ab](\/[ab])*)?$/);
        },
      ),
    );
  });

  it('lies in a directory', () => {
    expect(directoryOf('a/b/c')).toBe('a/b');
    expect(directoryOf('a')).toBe('');
  });
});
