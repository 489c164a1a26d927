import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../driver/images/archive/limits';
import { takeInFile } from '../../driver/images/archive/takeIn';
import { type ErrorValue, isRockpoolError } from '../../driver/model/errors';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';

/** What each of the lab's bad archives is refused with. */
const refusals: Record<string, string> = {
  'config-not-json.tar': 'IMAGE_CONFIG_NOT_JSON',
  'cut-short-in-first-header.tar': 'IMAGE_TOO_SHORT',
  'cut-short.tar': 'IMAGE_CUT_SHORT',
  'cut-short.tar.gz': 'IMAGE_PACKED_CUT_SHORT',
  'device-entry.tar': 'IMAGE_DEVICE_ENTRY',
  'empty.tar': 'IMAGE_FILE_EMPTY',
  'entry-absolute-path.tar': 'IMAGE_ENTRY_ABSOLUTE',
  'entry-path-traversal.tar': 'IMAGE_ENTRY_PATH_OUTSIDE',
  'foreign-architecture-arm64.tar': 'IMAGE_OTHER_ARCHITECTURE',
  'foreign-os-windows.tar': 'IMAGE_OTHER_SYSTEM',
  'gzip-bomb-2-gib.tar.gz': 'IMAGE_PACKED_BOMB',
  'gzip-wrong-crc.tar.gz': 'IMAGE_PACKED_DAMAGED',
  'html-error-page.tar': 'IMAGE_IS_WEB_PAGE',
  'huge-declared-size.tar': 'IMAGE_ENTRY_TOO_LARGE',
  'json-bomb-deep-config.tar': 'IMAGE_CONFIG_TOO_DEEP',
  'json-bomb-deep-manifest.tar': 'IMAGE_MANIFEST_TOO_DEEP',
  'json-bomb-wide-manifest.tar': 'IMAGE_TOO_MANY_NAMES',
  'layer-not-a-tar.tar': 'IMAGE_LAYER_NOT_A_TAR',
  'layer-path-traversal.tar': 'IMAGE_LAYER_PATH_OUTSIDE',
  'layer-symlink-out.tar': 'IMAGE_LAYER_LINK_OUTSIDE',
  'layer-wrong-checksum.tar': 'IMAGE_LAYER_MISMATCH',
  'manifest-bad-tag.tar': 'IMAGE_BAD_NAME',
  'manifest-empty-list.tar': 'IMAGE_MANIFEST_EMPTY',
  'manifest-layer-count-differs.tar': 'IMAGE_LAYER_COUNT_DIFFERS',
  'manifest-layer-path-traversal.tar': 'IMAGE_MANIFEST_PATH_OUTSIDE',
  'manifest-names-missing-config.tar': 'IMAGE_CONFIG_MISSING',
  'manifest-names-missing-layer.tar': 'IMAGE_LAYER_MISSING',
  'manifest-not-json.tar': 'IMAGE_MANIFEST_NOT_JSON',
  'manifest-wrong-types.tar': 'IMAGE_MANIFEST_WRONG_SHAPE',
  'no-entries.tar': 'IMAGE_NO_ENTRIES',
  'no-manifest.tar': 'IMAGE_NO_MANIFEST',
  'not-a-tar.tar': 'IMAGE_IS_PICTURE',
  'symlink-layer-out.tar': 'IMAGE_LINK_OUTSIDE',
};

/** What each of the lab's good variants holds: names, unpacked bytes, layers. */
const variants: Record<string, [names: string[], layers: number][]> = {
  'httpd-docker25.tar': [[['lab/httpd:docker25'], 2]],
  'httpd-oci.tar': [[['lab/httpd:oci'], 2]],
  'httpd-multitag.tar': [[['lab/httpd:one', 'lab/httpd:two', 'registry.lab.example:5000/team/httpd:1.0'], 2]],
  'httpd-untagged.tar': [[[], 2]],
  'httpd.tar.gz': [[['lab/httpd:latest'], 2]],
  'httpd.tar.zst': [[['lab/httpd:latest'], 2]],
  'two-images.tar': [
    [['lab/httpd:latest'], 2],
    [['lab/echo:latest'], 3],
  ],
};

let lab: string;
let directory: string;
beforeAll(async () => {
  lab = await ensureLabImages(['httpd', 'broken', 'variants']);
  directory = await mkdtemp(path.join(tmpdir(), 'rockpool-bad-'));
}, 600_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

async function takeIn(...file: string[]) {
  const output = path.join(directory, 'output');
  await rm(output, { force: true });
  const options = { limits: defaultLimits, architecture: 'amd64', progress() {} };
  return takeInFile(path.join(lab, ...file), output, options);
}

async function refusalOf(...file: string[]): Promise<ErrorValue | undefined> {
  try {
    await takeIn(...file);
  } catch (error) {
    if (isRockpoolError(error)) return error.value;
    throw error;
  }
  return undefined;
}

describe("the lab's archives", () => {
  it('that are bad are all refused, each with a code and a sentence of its own', async () => {
    const found: Record<string, string | undefined> = {};
    const sentences = new Set<string>();
    const files = (await readdir(path.join(lab, 'broken'))).filter(name => !name.startsWith('good-'));
    for (const file of files) {
      const refusal = await refusalOf('broken', file);
      found[file] = refusal?.code;
      sentences.add(`${refusal?.what} ${refusal?.why}`);
      expect([refusal?.what, refusal?.why, refusal?.next].every(part => part?.endsWith('.'))).toBe(true);
    }
    expect(found).toEqual(refusals);
    expect(sentences.size).toBe(files.length);
  });

  it('that are odd but good are taken', async () => {
    expect((await takeIn('broken', 'good-tiny.tar')).images[0]?.layers).toHaveLength(2);
    expect((await takeIn('broken', 'good-symlink-layer.tar')).images[0]?.layers).toHaveLength(3);
  });

  it.each(Object.entries(variants))('%s is understood', async (file, expected) => {
    const { images } = await takeIn('variants', file);
    expect(images.map(({ names, layers }) => [names, layers.length])).toEqual(expected);
  });

  it('that are packed in other ways are refused with what to do about it', async () => {
    expect(await refusalOf('variants', 'httpd.tar.bz2')).toMatchObject({
      code: 'IMAGE_IS_BZIP2',
      next: 'Unpack it first: bunzip2 -k FILE.',
    });
    expect(await refusalOf('variants', 'httpd.tar.xz')).toMatchObject({ code: 'IMAGE_IS_XZ' });
  });

  it('hold the same image whichever way they were written', async () => {
    const ids = [];
    for (const file of ['httpd-docker25.tar', 'httpd-oci.tar', 'httpd.tar.gz', 'httpd.tar.zst']) {
      ids.push((await takeIn('variants', file)).images[0]?.imageId);
    }
    expect(new Set(ids).size).toBe(1);
  });
});
