import { appendFile, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  configOf,
  ociLayout,
  saved,
  savedEntries,
  sha256,
  simpleLayer,
  type TestEntry,
  type TestImage,
  tar,
  zstdStored,
} from '../../../test/support/archive';
import { isRockpoolError } from '../../model/errors';
import { defaultLimits } from './limits';
import { takeInFile, takeInStream, type VerifiedArchive } from './takeIn';

let directory: string;
let output: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'rockpool-take-in-'));
  output = path.join(directory, 'output');
});
beforeEach(() => rm(output, { force: true }));
afterAll(() => rm(directory, { recursive: true }));

const MiB = 1024 ** 2;
const quiet = { limits: defaultLimits, architecture: 'amd64', progress() {} };

async function takeIn(
  archive: Buffer,
  { name = 'input.tar', ...options }: Partial<typeof quiet> & { name?: string; inPlace?: boolean } = {},
): Promise<VerifiedArchive> {
  const input = path.join(directory, name);
  await writeFile(input, archive);
  return takeInFile(input, output, { ...quiet, ...options });
}

const sentence = expect.stringMatching(/\.$/);

/** The code of the error that an archive is refused with. */
async function refusal(archive: Buffer, options: Partial<typeof quiet> = {}): Promise<string> {
  try {
    await takeIn(archive, options);
  } catch (error) {
    if (!isRockpoolError(error)) throw error;
    expect(error.value).toMatchObject({ kind: 'input', what: sentence, why: sentence, next: sentence });
    return error.value.code;
  } finally {
    await rm(output, { force: true });
  }
  return 'taken';
}
const withEntries = (change: (entries: TestEntry[]) => TestEntry[], image: TestImage = {}) =>
  tar(change(savedEntries([image])));
const layered = (entries: TestEntry[]) => saved({ layers: [tar(entries)] });

describe('an archive that is good', () => {
  it('is written as it was, with what its config says and where its layers lie', async () => {
    const layers = [simpleLayer('one'), simpleLayer('two')];
    const image = { layers, names: ['lab/web:latest', 'lab/web:2'] };
    const archive = saved(image);
    const { images, fileSize } = await takeIn(archive);
    const stored = await readFile(output);
    expect(stored.equals(archive)).toBe(true);
    expect(fileSize).toBe(archive.length);
    expect(images).toMatchObject([
      {
        imageId: `sha256:${sha256(configOf(image))}`,
        names: image.names,
        format: 'docker-archive',
        exposedPorts: [8080],
        command: ['httpd'],
      },
    ]);
    expect(
      images[0]?.layers.map(({ offset, size }) => sha256(stored.subarray(offset, offset + size))),
    ).toEqual(layers.map(sha256));
  });

  it('may be packed with gzip, and is stored unpacked', async () => {
    const archive = saved();
    const { images } = await takeIn(gzipSync(archive));
    expect((await readFile(output)).equals(archive)).toBe(true);
    expect(images).toHaveLength(1);
  });

  it('may be an OCI layout with packed layers, whose unpacked sizes are known', async () => {
    const layer = simpleLayer('x'.repeat(5000));
    const { images } = await takeIn(tar(ociLayout({ layers: [layer] }, gzipSync)));
    expect(images).toMatchObject([
      {
        format: 'oci-layout',
        names: ['lab/tiny:latest'],
        size: layer.length,
        layers: [{ compression: 'gzip', unpackedSize: layer.length, diffId: `sha256:${sha256(layer)}` }],
      },
    ]);
  });

  it('may hold several images and images without a name', async () => {
    const { images } = await takeIn(saved({ names: ['a:1'] }, { names: null, layers: [simpleLayer('b')] }));
    expect(images.map(image => image.names)).toEqual([['a:1'], []]);
  });

  it('may name a layer by a link to another', async () => {
    const layer = simpleLayer();
    const entries = savedEntries([{ layers: [layer, layer] }]);
    const manifest = JSON.parse(String(entries.at(-1)?.data));
    manifest[0].Layers[1] = 'twin/layer.tar';
    const { images } = await takeIn(
      tar([
        ...entries.slice(0, -1),
        { name: 'twin/layer.tar', type: '2', linkName: `../${manifest[0].Layers[0]}` },
        { name: 'manifest.json', data: JSON.stringify(manifest) },
      ]),
    );
    expect(images[0]?.layers[0]?.offset).toBe(images[0]?.layers[1]?.offset);
  });

  it('may come as a stream', async () => {
    const archive = saved();
    async function* pieces() {
      for (let at = 0; at < archive.length; at += 1000) yield archive.subarray(at, at + 1000);
    }
    expect((await takeInStream(pieces(), output, quiet)).images).toHaveLength(1);
    expect((await readFile(output)).equals(archive)).toBe(true);
  });

  it('can be verified where it lies, and only a packed one is written anew', async () => {
    expect(await takeIn(saved(), { inPlace: true })).toMatchObject({ written: false });
    expect(await readdir(directory)).not.toContain('output');
    expect(await takeIn(gzipSync(saved()), { inPlace: true })).toMatchObject({ written: true });
  });

  it('may have layers with devices, hard links and links to absolute places, as file systems do', async () => {
    const layer = [
      { name: 'dev/null', type: '3' },
      { name: 'bin/sh', data: 'x' },
      { name: 'bin/bash', type: '1', linkName: 'bin/sh' },
      { name: 'etc/localtime', type: '2', linkName: '/usr/share/zoneinfo/UTC' },
      { name: '/absolute', data: 'y' },
    ];
    expect(await refusal(layered(layer))).toBe('taken');
  });
});

describe('an archive that is bad is refused', () => {
  it.each<[string, () => Buffer]>([
    ['IMAGE_FILE_EMPTY', () => Buffer.alloc(0)],
    ['IMAGE_IS_ZIP', () => Buffer.from('PK\x03\x04rest')],
    ['IMAGE_NOT_A_TAR', () => Buffer.alloc(3000, 'text')],
    ['IMAGE_PIPE_ENTRY', () => withEntries(entries => [{ name: 'pipe', type: '6' }, ...entries])],
    ['IMAGE_UNKNOWN_ENTRY', () => withEntries(entries => [{ name: 'odd', type: 'M' }, ...entries])],
    ['IMAGE_LINK_OUTSIDE', () => withEntries(e => [...e, { name: 'a/b', type: '1', linkName: '../x' }])],
    ['IMAGE_LINK_OUTSIDE', () => withEntries(e => [...e, { name: 'a', type: '2', linkName: '/etc/passwd' }])],
    ['IMAGE_ENTRY_ABSOLUTE', () => withEntries(e => [...e, { name: 'C:\\windows\\x', data: 'x' }])],
    ['IMAGE_ENTRY_PATH_OUTSIDE', () => withEntries(e => [...e, { name: 'a/../../x', data: 'x' }])],
    ['IMAGE_DUPLICATE_ENTRY', () => withEntries(e => [{ name: 'manifest.json', data: '[]' }, ...e])],
    ['IMAGE_LAYER_PATH_OUTSIDE', () => layered([{ name: '../x', data: 'x' }])],
    ['IMAGE_LAYER_LINK_OUTSIDE', () => layered([{ name: 'x', type: '1', linkName: '../../etc/shadow' }])],
    ['IMAGE_LAYER_CUT_SHORT', () => saved({ layers: [simpleLayer().subarray(0, 1200)] })],
    ['IMAGE_LAYER_NOT_A_TAR', () => saved({ layers: [Buffer.from('no tar')] })],
    ['IMAGE_CONFIG_WRONG_SHAPE', () => saved({ config: { rootfs: 7 } })],
    ['IMAGE_OTHER_SYSTEM', () => saved({ config: { os: 'windows' } })],
    ['IMAGE_OTHER_ARCHITECTURE', () => saved({ config: { architecture: 's390x' } })],
    ['IMAGE_BAD_NAME', () => saved({ names: ['UPPER/case:x'] })],
    ['IMAGE_MANIFEST_EMPTY', () => tar(ociLayout({ names: [] }))],
  ])('%s', async (code, archive) => {
    expect(await refusal(archive())).toBe(code);
  });

  it('when two of a blob name and its content differ', async () => {
    const entries = ociLayout({}).map(entry =>
      entry.name.startsWith('blobs/') && String(entry.data).includes('"config":{"digest"')
        ? { ...entry, data: `${entry.data} ` }
        : entry,
    );
    expect(await refusal(tar(entries))).toBe('IMAGE_BLOB_MISMATCH');
  });

  it('when a packed layer is damaged, cut short, or not the right one', async () => {
    const change = (of: (packed: Buffer) => Buffer) =>
      refusal(tar(ociLayout({}, layer => of(gzipSync(layer)))));
    expect(await change(packed => packed)).toBe('taken');
    expect(await change(packed => packed.subarray(0, -20))).toBe('IMAGE_LAYER_CUT_SHORT');
    expect(
      await change(packed => {
        packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 1;
        return packed;
      }),
    ).toBe('IMAGE_LAYER_DAMAGED');
    expect(await change(() => gzipSync(simpleLayer('another')))).toBe('IMAGE_LAYER_MISMATCH');
  });

  it('when it unpacks to too much, before it has done so', async () => {
    const limits = { ...defaultLimits, ratioFrom: MiB };
    expect(await refusal(gzipSync(Buffer.alloc(200 * MiB)), { limits })).toBe('IMAGE_PACKED_BOMB');
    const small = { ...defaultLimits, bytes: 1000 };
    expect(await refusal(gzipSync(saved()), { limits: small })).toBe('IMAGE_TOO_LARGE');
  });

  it('when it has too many entries or images', async () => {
    const limits = { ...defaultLimits, entries: 2, images: 1, layerEntries: 1 };
    expect(await refusal(saved(), { limits: { ...defaultLimits, entries: 2 } })).toBe(
      'IMAGE_TOO_MANY_ENTRIES',
    );
    const two = saved({ names: ['a:1'] }, { names: ['b:1'] });
    expect(await refusal(two, { limits: { ...limits, entries: 100 } })).toBe('IMAGE_TOO_MANY_IMAGES');
    expect(await refusal(saved(), { limits: { ...defaultLimits, layerEntries: 1 } })).toBe(
      'IMAGE_LAYER_TOO_MANY_ENTRIES',
    );
  });
});

describe('a file that does not hold still', () => {
  /** Takes a file in and disturbs it when reading has begun. */
  async function disturbed(disturb: (file: string) => Promise<void>): Promise<string> {
    const input = path.join(directory, 'moving.tar');
    await writeFile(input, saved({ layers: [tar([{ name: 'big', data: Buffer.alloc(8 * MiB) }])] }));
    let begun: Promise<void> | undefined;
    const progress = () => {
      begun ??= disturb(input);
    };
    try {
      await takeInFile(input, output, { ...quiet, progress });
    } catch (error) {
      if (isRockpoolError(error)) return error.value.code;
      throw error;
    } finally {
      await begun;
    }
    return 'taken';
  }

  it('is refused when it grows', async () => {
    expect(await disturbed(file => appendFile(file, 'more'))).toBe('IMAGE_FILE_CHANGED');
  });
  it('is refused when its content is exchanged', async () => {
    expect(await disturbed(file => utimes(file, 1, 1))).toBe('IMAGE_FILE_CHANGED');
  });
  it('is refused when it vanishes', async () => {
    expect(await disturbed(file => rm(file))).toBe('IMAGE_FILE_VANISHED');
  });
  it('is refused when another takes its place', async () => {
    const other = path.join(directory, 'other');
    await writeFile(other, 'x');
    expect(await disturbed(file => rename(other, file))).toBe('IMAGE_FILE_VANISHED');
  });
  it('is refused when it is not there, or is a folder', async () => {
    const codeOf = (error: unknown) => (isRockpoolError(error) ? error.value.code : error);
    expect(await takeInFile('/nowhere.tar', output, quiet).catch(codeOf)).toBe('IMAGE_FILE_MISSING');
    expect(await takeInFile(directory, output, quiet).catch(codeOf)).toBe('IMAGE_NOT_A_FILE');
  });
});

describe('whatever is done to an archive', () => {
  const layers = [simpleLayer('a'), simpleLayer('b'.repeat(2000))];
  const originals = [
    saved({ layers, names: ['lab/fuzz:latest'] }),
    tar(ociLayout({ layers })),
    tar(ociLayout({ layers }, gzipSync)),
    gzipSync(saved({ layers })),
    tar(ociLayout({ layers }, zstdStored)),
    zstdStored(saved({ layers })),
  ];
  const mutation = fc.oneof(
    fc.record({ kind: fc.constant('truncate' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({
      kind: fc.constant('overwrite' as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
    }),
    fc.record({
      kind: fc.constant('insert' as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 600 }),
    }),
  );

  it('it is refused with a sentence, or all of its layers are what its config says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        async (original, mutations) => {
          let archive = original;
          for (const change of mutations) {
            const at = Math.floor(change.at * (archive.length - 1));
            if (change.kind === 'truncate') archive = archive.subarray(0, at);
            else {
              const rest = archive.subarray(change.kind === 'insert' ? at : at + change.bytes.length);
              archive = Buffer.concat([archive.subarray(0, at), change.bytes, rest]);
            }
          }
          let taken: VerifiedArchive;
          let stored: Buffer;
          try {
            taken = await takeIn(archive);
          } catch (error) {
            if (!isRockpoolError(error)) throw error;
            return;
          } finally {
            stored = await readFile(output).catch(() => Buffer.alloc(0));
            await rm(output, { force: true });
          }
          for (const image of taken.images) {
            expect(image.layers).toHaveLength(layers.length);
            for (const [i, layer] of image.layers.entries()) {
              expect(layer.diffId).toBe(`sha256:${sha256(layers[i] ?? '')}`);
              if (layer.compression === 'none') {
                const bytes = stored.subarray(layer.offset, layer.offset + layer.size);
                expect(`sha256:${sha256(bytes)}`).toBe(layer.diffId);
              }
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 30_000);
});
