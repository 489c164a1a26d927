import { describe, expect, it } from 'vitest';
import { familiarName, isReference, nameFromFile, splitReference } from './reference';

describe('a name of an image', () => {
  it.each([
    'debian',
    'debian:12',
    'rocker/rstudio:4.4.1',
    'registry.lab.example:5000/team/httpd:1.0',
    'localhost/a',
    'localhost:5000/a/b-c__d:T_1.x',
    '127.0.0.1:5000/lab/httpd:latest',
    'REGISTRY.example/a',
  ])('%s is valid', name => expect(isReference(name)).toBe(true));

  it.each([
    '',
    'UPPER',
    'a b',
    'a:',
    'a:-x',
    'a//b',
    '/a',
    'a/',
    'a:b:c',
    '-a',
    'a..b',
    `a:${'x'.repeat(129)}`,
    'a@sha256:0',
    'a:b\n',
    '../a',
    'x'.repeat(256),
  ])('%j is not', name => expect(isReference(name)).toBe(false));

  it('is split at its tag, not at the port of its registry', () => {
    expect(splitReference('host:5000/a')).toEqual({ name: 'host:5000/a', tag: undefined });
    expect(splitReference('host:5000/a:b')).toEqual({ name: 'host:5000/a', tag: 'b' });
  });

  it('is shown as people write it', () => {
    expect(familiarName('docker.io/library/debian:12')).toBe('debian:12');
    expect(familiarName('docker.io/rocker/rstudio:4')).toBe('rocker/rstudio:4');
    expect(familiarName('quay.io/a/b:c')).toBe('quay.io/a/b:c');
  });

  it.each([
    ['My Image (2).tar.gz', 'my-image-2'],
    ['httpd.tar', 'httpd'],
    ['données.tar.zst', 'donnees'],
    ['x.img', 'x'],
    ['….tar', 'image'],
    ['a.tgz', 'a'],
  ])('is made from the file %s as %s', (file, name) => {
    expect(nameFromFile(file)).toBe(name);
    expect(isReference(name)).toBe(true);
  });
});
