import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { header, tar } from '../../../test/support/archive';
import { type TarEntry, TarScanner } from './scanner';
import { TarError } from './tar';

interface Seen extends TarEntry {
  data: Buffer;
}

function scan(archive: Uint8Array, pieceSize = archive.length): Seen[] {
  const seen: Seen[] = [];
  let pieces: Buffer[] = [];
  const scanner = new TarScanner({
    entry: entry => {
      seen.push({ ...entry, data: Buffer.alloc(0) });
      pieces = [];
    },
    data: piece => pieces.push(Buffer.from(piece)),
    entryEnd() {
      const last = seen.at(-1);
      if (last) last.data = Buffer.concat(pieces);
    },
  });
  for (let at = 0; at < archive.length; at += pieceSize) scanner.write(archive.subarray(at, at + pieceSize));
  scanner.end();
  return seen;
}

function faultOf(archive: Uint8Array): string {
  try {
    scan(archive);
  } catch (error) {
    if (error instanceof TarError) return error.fault;
    throw error;
  }
  return 'none';
}

async function packed(files: { name: string; data: Uint8Array }[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, data } of files) archive.entry({ name }, Buffer.from(data));
  archive.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of archive) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

const fileName = fc.stringMatching(/^[a-zé0-9_]{1,60}(\/[a-z0-9_.]{1,90}){0,3}$/);
const files = fc.uniqueArray(fc.record({ name: fileName, data: fc.uint8Array({ maxLength: 3000 }) }), {
  selector: file => file.name,
  maxLength: 6,
});

describe('the tar scanner', () => {
  it('finds what tar-stream packed, however the bytes are cut into pieces, and knows where it lies', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 2000 }), async (expected, pieceSize) => {
        const archive = await packed(expected);
        const seen = scan(archive, pieceSize);
        expect(seen.map(({ name, data }) => ({ name, data: [...data] }))).toEqual(
          expected.map(({ name, data }) => ({ name, data: [...data] })),
        );
        for (const { offset, size, data } of seen) {
          expect(archive.subarray(offset, offset + size).equals(data)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(['gnu', 'posix', 'ustar', 'v7'])('reads what GNU tar writes as %s', format => {
    const directory = mkdtempSync(path.join(tmpdir(), 'rockpool-tar-'));
    try {
      const long = format === 'gnu' || format === 'posix' ? 'n'.repeat(150) : 'n'.repeat(90);
      writeFileSync(path.join(directory, long), 'content');
      const archive = execFileSync('tar', ['-C', directory, `--format=${format}`, '-cf', '-', long]);
      expect(scan(archive).map(({ name, data }) => [name, data.toString()])).toEqual([[long, 'content']]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('reads sparse files of GNU tar to their end', () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'rockpool-tar-'));
    try {
      const script =
        'for i in 1 2 3 4 5 6 7 8; do printf x | dd of=sparse bs=1 seek=$((i*100000)) conv=notrunc; done; echo end >after';
      execFileSync('sh', ['-c', script], { cwd: directory, stdio: 'ignore' });
      const archive = execFileSync('tar', [
        '-C',
        directory,
        '--format=gnu',
        '-S',
        '-cf',
        '-',
        'sparse',
        'after',
      ]);
      expect(scan(archive, 700).map(({ name }) => name)).toEqual(['sparse', 'after']);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('tells the ways of being no archive apart', () => {
    const good = tar([
      { name: 'a', data: 'x'.repeat(600) },
      { name: 'b', data: 'y' },
    ]);
    expect(faultOf(good)).toBe('none');
    expect(faultOf(Buffer.alloc(0))).toBe('too-short');
    expect(faultOf(good.subarray(0, 300))).toBe('too-short');
    expect(faultOf(Buffer.alloc(2000, 'text'))).toBe('not-a-tar');
    expect(faultOf(good.subarray(0, 700))).toBe('cut-short');
    expect(faultOf(good.subarray(0, 1536 + 100))).toBe('cut-short');
    expect(faultOf(Buffer.concat([good.subarray(0, 1536), Buffer.alloc(512, 'z')]))).toBe('damaged');
  });

  it('takes an archive that ends without its closing zeros, as some programs write them', () => {
    const archive = tar([{ name: 'a', data: 'x' }]);
    expect(scan(archive.subarray(0, 1024)).map(({ name }) => name)).toEqual(['a']);
  });

  it('refuses a name of many megabytes before gathering it', () => {
    expect(faultOf(header({ name: 'long', type: 'L' }, 2 ** 30))).toBe('header-too-large');
  });

  it('refuses extended headers that make no sense', () => {
    for (const data of ['99 path=a\n', 'x path=a\n', '5 a\n\n\n', '9 size=-1\n']) {
      expect(faultOf(tar([{ name: 'pax', type: 'x', data }, { name: 'a' }]))).toBe('damaged');
    }
  });

  it('never throws anything but its own error, whatever the bytes', () => {
    const good = tar([
      { name: 'pax', type: 'x', data: '13 path=abcd\n' },
      { name: 'a', data: 'x'.repeat(600) },
      { name: 'l', type: '2', linkName: 'a' },
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 1500 }),
        (changes, pieceSize) => {
          const archive = Buffer.from(good);
          for (const [at, byte] of changes) archive[at] = byte;
          try {
            scan(archive, pieceSize);
          } catch (error) {
            expect(error).toBeInstanceOf(TarError);
          }
        },
      ),
    );
  });
});
