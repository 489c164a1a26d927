import { BLOCK, readHeader } from './tar';

/** What the first bytes of a file or layer say it is. */
export type Packing = 'none' | 'gzip' | 'zstd';
export type Foreign =
  | 'bzip2'
  | 'xz'
  | 'zip'
  | '7z'
  | 'web page'
  | 'picture'
  | 'PDF'
  | 'program'
  | 'disk image';

const signatures: readonly (readonly [Packing | Foreign, string])[] = [
  ['gzip', '\x1f\x8b'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['bzip2', 'BZh'],
  ['xz', '\xfd7zXZ\0'],
  ['zip', 'PK\x03\x04'],
  ['7z', "7z\xbc\xaf'\x1c"],
  ['picture', '\x89PNG'],
  ['picture', '\xff\xd8\xff'],
  ['picture', 'GIF8'],
  ['PDF', '%PDF'],
  ['program', '\x7fELF'],
  ['program', 'MZ'],
  ['disk image', 'QFI\xfb'],
];

/** Bytes that have to be known for an answer. */
export const MAGIC_BYTES = 512;

/** By the bytes, never by the name. What isn't known counts as not packed: whether it is a tar is seen later. */
export function recognize(head: Uint8Array): Packing | Foreign {
  // The first bytes of a tar are a file's name, which may look like anything.
  if (head.length >= BLOCK && readHeader(head.subarray(0, BLOCK))) return 'none';
  const start = Buffer.from(head.subarray(0, MAGIC_BYTES)).toString('latin1');
  for (const [what, signature] of signatures) if (start.startsWith(signature)) return what;
  if (/^\s*<(!doctype|html|\?xml)/i.test(start)) return 'web page';
  return 'none';
}

export function isPacking(what: Packing | Foreign): what is Packing {
  return what === 'none' || what === 'gzip' || what === 'zstd';
}
