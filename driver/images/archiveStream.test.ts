import { mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { simpleLayer } from '../../test/support/archive';
import { storedImages } from '../../test/support/storedImages';
import type { Image } from '../model/image';
import { archiveStream, layerStream } from './archiveStream';

/** More than a stream holds in advance. */
const LAYER_BYTES = 3 * 1024 * 1024;
const layer = simpleLayer('a'.repeat(LAYER_BYTES));

let folder: string;
let image: Image;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'archive-stream-'));
  [image] = storedImages(folder, new Map([['lab/a:1', [layer]]])) as [Image];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** How often this process has the stored file open. */
function opened(): number {
  const file = path.join(folder, image.file);
  return readdirSync('/proc/self/fd').filter(fd => linkOf(fd) === file).length;
}
function linkOf(fd: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    // The one by which the folder was read.
    return undefined;
  }
}

async function entriesOf(stream: Readable): Promise<[string, number][]> {
  const entries: [string, number][] = [];
  for await (const entry of stream.pipe(extract())) {
    entries.push([entry.header.name, (await buffer(entry as never)).length]);
  }
  return entries;
}

test.each(['docker', 'oci'] as const)(
  'an archive (%s) is a tar file of the size that was told',
  async format => {
    const { stream, size } = archiveStream(folder, image, { format });
    expect((await buffer(stream)).length).toBe(size);
    const entries = await entriesOf(archiveStream(folder, image, { format }).stream);
    expect(entries.filter(([, bytes]) => bytes === layer.length)).toHaveLength(1);
  },
);

test('a file that became shorter while it is read fails the archive', async () => {
  const { stream } = archiveStream(folder, image);
  await new Promise(resolve => stream.once('readable', resolve));
  truncateSync(path.join(folder, image.file), LAYER_BYTES / 3);
  await expect(buffer(stream)).rejects.toMatchObject({ value: { code: 'IMAGE_STORED_FILE_CHANGED' } });
});

describe.runIf(process.platform === 'linux').each([
  ['an archive', () => archiveStream(folder, image).stream],
  ['a layer', () => layerStream(folder, image, image.layers[0]?.diffId ?? '')],
])('the stored file, of %s', (_, open) => {
  test('is not opened by a stream that nobody reads', async () => {
    const stream = open();
    await new Promise(resolve => setImmediate(resolve));
    expect(opened()).toBe(0);
    stream.destroy();
    await finished(stream).catch(() => undefined);
    expect(opened()).toBe(0);
  });

  test('is closed when all is read', async () => {
    const stream = open();
    stream.once('data', () => expect(opened()).toBe(1));
    await buffer(stream);
    expect(opened()).toBe(0);
  });

  test.each([undefined, new Error('The engine is gone.')])(
    'is closed when it is left half read (%s)',
    async reason => {
      const stream = open();
      await new Promise(resolve => stream.once('readable', resolve));
      expect(opened()).toBe(1);
      stream.destroy(reason);
      await new Promise(resolve => stream.on('error', () => undefined).once('close', resolve));
      expect(opened()).toBe(0);
    },
  );

  test('is closed when it is left while it is being opened', async () => {
    const stream = open();
    stream.read(0);
    stream.destroy();
    await new Promise(resolve => stream.once('close', resolve));
    expect(opened()).toBe(0);
  });
});
