import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pushMark } from '../../driver/engine';
import { archiveStream } from '../../driver/images/archiveStream';
import { type Portion, portionsOf } from '../../driver/images/portions';
import type { Image } from '../../driver/model/image';
import { simpleLayer } from '../support/archive';
import { brokenOff, type Containerd, testContainerd } from '../support/containerd';
import { storedImages } from '../support/storedImages';

/** Engines with containerd's image store take an OCI layout without the blobs that they have. */

const LAYER_BYTES = 300_000;
const layers = [0, 1, 2, 3].map(at => simpleLayer(String(at).repeat(LAYER_BYTES)));
const [A, B, C, D] = layers as [Buffer, Buffer, Buffer, Buffer];

let folder: string;
let containerd: Containerd;
let base: Image;
let grown: Image;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'containerd-'));
  containerd = await testContainerd();
  const images = new Map([
    ['lab/base:1', [A, B]],
    ['lab/grown:1', [A, B, C, D]],
  ]);
  [base, grown] = storedImages(folder, images) as [Image, Image];
});
afterAll(async () => {
  await containerd?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  const names = await containerd.ctr('images', 'list', '--quiet');
  if (names.length > 0) await containerd.ctr('images', 'remove', '--sync', ...names);
});

const archive = (image: Image, portion: Portion) =>
  archiveStream(folder, image, { portion, format: 'oci', marked: true });
/** What is sent to a store that has those layers. */
const archives = (image: Image, there: readonly Buffer[] = []) => {
  const known = new Set(layers.flatMap((layer, at) => (there.includes(layer) ? [at] : [])));
  const lacking = image.layers.map(({ diffId }) => diffId).filter((_, at) => !known.has(at));
  return portionsOf(image, lacking, 1).map(portion => archive(image, portion));
};
/** Names of what is whole and unpacked there. */
async function whole(): Promise<string[]> {
  const lines = await containerd.ctr('images', 'check');
  const complete = lines.filter(line => /\bcomplete\b/.test(line) && /\btrue\s*$/.test(line));
  return complete.map(line => line.split(/\s/)[0] ?? '').filter(name => !name.startsWith('import-'));
}

test('an image is there under its name, whole and unpacked, with the mark of who has pushed it', async () => {
  for (const { stream } of archives(base)) await containerd.import(stream);
  expect(await whole()).toEqual(['docker.io/lab/base:1', `docker.io/${pushMark(base)}`]);
});

test('one that shares layers with another costs only those that are new', async () => {
  for (const { stream } of archives(base)) await containerd.import(stream);
  const sent = archives(grown, [A, B]);
  expect(sent.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(2.1 * C.length);
  for (const { stream } of sent) await containerd.import(stream);
  expect(await whole()).toContain('docker.io/lab/grown:1');
});

test('what came in an earlier portion stays when the connection breaks', async () => {
  const [first, second] = archives(grown);
  await containerd.import(first?.stream as never);
  await expect(containerd.import(brokenOff(second?.stream as never, LAYER_BYTES / 2))).rejects.toThrow();
  for (const { stream } of archives(grown, [A])) await containerd.import(stream);
  expect(await whole()).toContain('docker.io/lab/grown:1');
});

test('an archive that lacks what the store lacks is refused', async () => {
  const [only] = archives(grown, [A, B, C]);
  await expect(containerd.import(only?.stream as never)).rejects.toThrow('not found');
  expect(await whole()).toEqual([]);
});
