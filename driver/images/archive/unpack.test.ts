import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zstdStored, zstdZeros } from '../../../test/support/archive';
import type { Packing } from './magic';
import { UnpackError, type UnpackLimits, unpack } from './unpack';

const MiB = 1024 ** 2;
const generous: UnpackLimits = { bytes: 1024 * MiB, ratio: 100, ratioFrom: 16 * MiB };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'rockpool-unpack-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** The unpacked bytes, or how it failed; and how many bytes had come out by then. */
async function unpacked(packed: Buffer, packing: Packing, limits = generous) {
  const name = path.join(directory, 'packed');
  await writeFile(name, packed);
  await using file = await open(name);
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of unpack(file, { offset: 0, size: packed.length }, packing, limits)) {
      size += piece.length;
      if (size < MiB) pieces.push(Buffer.from(piece));
    }
  } catch (error) {
    if (error instanceof UnpackError) return { fault: error.fault, size };
    throw error;
  }
  return { text: Buffer.concat(pieces).toString(), size };
}

const text = 'a line of text\n'.repeat(20_000);
/** What the zstd program makes of a line of text. */
const zstdLine = Buffer.from('KLUv/QRYeQAAYSBsaW5lIG9mIHRleHQKlrqu6w==', 'base64');

describe.each<[Packing, (data: Buffer) => Buffer]>([
  ['gzip', data => gzipSync(data)],
  ['zstd', zstdStored],
])('what is packed with %s', (packing, pack) => {
  it('comes out as it went in, in pieces', async () => {
    expect(await unpacked(pack(Buffer.from(text)), packing)).toEqual({ text, size: text.length });
  });

  it('may consist of several parts, one after the other', async () => {
    const parts = Buffer.concat([pack(Buffer.from('one ')), pack(Buffer.from('two'))]);
    expect(await unpacked(parts, packing)).toMatchObject({ text: 'one two' });
  });

  it('may be empty', async () => {
    expect(await unpacked(pack(Buffer.alloc(0)), packing)).toEqual({ text: '', size: 0 });
  });

  it('is cut short wherever it ends too early', async () => {
    const packed = pack(Buffer.from(text));
    for (const length of [10, packed.length >> 1, packed.length - 1]) {
      expect(await unpacked(packed.subarray(0, length), packing)).toMatchObject({ fault: 'cut-short' });
    }
  });

  it('is damaged when its structure makes no sense', async () => {
    const packed = pack(Buffer.from(text));
    // A block of a kind that doesn't exist, in either format.
    packed[packing === 'gzip' ? 10 : 6] = 0xff;
    expect(await unpacked(packed, packing)).toMatchObject({ fault: 'damaged' });
  });

  it('is not unpacked further than the limits allow', async () => {
    const large = pack(Buffer.alloc(3 * MiB, 'x'));
    const small = await unpacked(large, packing, { ...generous, bytes: 2 * MiB });
    expect(small).toMatchObject({ fault: 'too-large' });
    expect(small.size).toBeLessThanOrEqual(2 * MiB);
  });
});

it('a real zstd frame with a checksum is read, and refused when the checksum is wrong', async () => {
  expect(await unpacked(zstdLine, 'zstd')).toMatchObject({ text: 'a line of text\n' });
  const changed = Buffer.from(zstdLine.map((byte, i) => (i === zstdLine.length - 1 ? byte ^ 1 : byte)));
  expect(await unpacked(changed, 'zstd')).toMatchObject({ fault: 'damaged' });
});

it.each<[Packing, () => Buffer]>([
  ['gzip', () => gzipSync(Buffer.alloc(200 * MiB))],
  ['zstd', () => zstdZeros(1600)],
])('a bomb of %s is given up long before it has gone off', async (packing, bomb) => {
  const { fault, size } = await unpacked(bomb(), packing);
  expect(fault).toBe('bomb');
  expect(size).toBeLessThan(100 * MiB);
});
