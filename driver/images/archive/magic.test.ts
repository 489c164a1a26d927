import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { tar } from '../../../test/support/archive';
import { recognize } from './magic';

it('tells by the first bytes what a file is', () => {
  expect(recognize(gzipSync('x'))).toBe('gzip');
  expect(recognize(Buffer.from('28b52ffd24', 'hex'))).toBe('zstd');
  expect(recognize(Buffer.from('BZh91AY'))).toBe('bzip2');
  expect(recognize(Buffer.from('fd377a585a0000', 'hex'))).toBe('xz');
  expect(recognize(Buffer.from('  <!DOCTYPE html><html>'))).toBe('web page');
  expect(recognize(Buffer.from('QFI\xfb', 'latin1'))).toBe('disk image');
  expect(recognize(Buffer.alloc(0))).toBe('none');
});

it('is not misled by the name of the first file in a tar', () => {
  for (const name of ['BZh', 'PK\x03\x04', 'MZ', '<html']) expect(recognize(tar([{ name }]))).toBe('none');
});
