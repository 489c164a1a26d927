import { expect, test } from 'vitest';
import { uniqueName } from './uniqueName';

const taken =
  (...names: string[]) =>
  (name: string) =>
    names.includes(name);

test('a file never takes the place of another', () => {
  expect(uniqueName('a.pdf', taken())).toBe('a.pdf');
  expect(uniqueName('a.pdf', taken('a.pdf', 'a (1).pdf'))).toBe('a (2).pdf');
  expect(uniqueName('a.tar.gz', taken('a.tar.gz'))).toBe('a (1).tar.gz');
  expect(uniqueName('README', taken('README'))).toBe('README (1)');
});

test('a name from a page leads into no other folder and hides nothing', () => {
  expect(uniqueName('../../.bashrc', taken())).toBe('bashrc');
  expect(uniqueName('..', taken())).toBe('download');
});
