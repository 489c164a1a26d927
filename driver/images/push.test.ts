import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { simpleLayer } from '../../test/support/archive';
import { type Cut, type LayerEngine, layerEngine } from '../../test/support/layerEngine';
import { storedImages } from '../../test/support/storedImages';
import { type Engine, openEngine, portionLabel, pushMark } from '../engine';
import type { Image } from '../model/image';
import { systemClock, systemRandom } from '../system';
import { archiveStream } from './archiveStream';
import { pushImage } from './push';

const { signal } = new AbortController();
const LAYER_BYTES = 32_768;
/** Different ones, of a tar's smallest size. */
const layers = 'abcdef'.split('').map(text => simpleLayer(text.repeat(LAYER_BYTES - 3 * 512 - 1024)));

let folder: string;
let server: LayerEngine;
let engine: Engine;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'push-'));
  await open();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function open(keeps?: 'layers' | 'blobs'): Promise<void> {
  server = await layerEngine(keeps);
  engine = openEngine(server.url, { clock: systemClock, random: systemRandom, platform: 'linux' });
}

/** Images by the numbers of their layers: `{ 'a:1': [0, 1] }`. */
function stored(images: Record<string, readonly number[]>): Image[] {
  const entries = Object.entries(images).map(
    ([name, numbers]) => [name, numbers.map(number => layers[number] as Buffer)] as const,
  );
  return storedImages(folder, new Map(entries));
}

/** Sends it, a portion a layer. */
const push = (image: Image) =>
  pushImage({ openArchive: (one, options) => archiveStream(folder, one, options) }, engine, image, {
    signal,
    leastPortionBytes: 1,
  });

/** What an engine that keeps blobs calls it. */
async function manifestIdOf(image: Image): Promise<string> {
  const archive = await text(archiveStream(folder, image, { format: 'oci' }).stream);
  return /image\.manifest\.v1\+json","digest":"(sha256:[0-9a-f]{64})"/.exec(archive)?.[1] ?? '';
}

/** What is done until it works: who pushes tries again after a broken connection, and after nothing else. */
async function pushUntilThere(image: Image): Promise<void> {
  for (;;) {
    try {
      return await push(image);
    } catch (error) {
      expect(error).toMatchObject({ value: { kind: 'transient' } });
    }
  }
}

describe('a push', () => {
  test('that breaks off goes on at the layer that was under way', async () => {
    const [image] = stored({ 'a:1': [0, 1, 2, 3] }) as [Image];
    server.cut(
      { afterBytes: Number.POSITIVE_INFINITY },
      { afterBytes: Number.POSITIVE_INFINITY },
      { afterBytes: 1 },
    );
    await expect(push(image)).rejects.toMatchObject({ value: { kind: 'transient' } });
    const before = server.sentBytes();
    await push(image);
    const sent = server.sentBytes() - before;
    expect(sent).toBeGreaterThan(2 * LAYER_BYTES);
    expect(sent).toBeLessThan(3 * LAYER_BYTES);
    expect([...server.images.keys()]).toEqual([image.imageId]);
  });

  test('gives the image its name, and the mark of who has pushed it', async () => {
    const [image] = stored({ 'a:1': [0, 1] }) as [Image];
    await push(image);
    expect([...(server.images.get(image.imageId)?.tags ?? [])]).toEqual(['a:1', pushMark(image)]);
  });

  test('asks again where a layer that the engine had is gone, and sends everything in the end', async () => {
    const [image] = stored({ 'a:1': [0, 1] }) as [Image];
    const lacking = engine.lacking;
    let asked = 0;
    engine = { ...engine, lacking: async () => ({ format: 'docker', layers: [] }) };
    await push(image);
    expect([...server.images.keys()]).toEqual([image.imageId]);
    server.images.clear();
    engine = {
      ...engine,
      lacking: async (one, options) => {
        asked += 1;
        return asked === 1 ? { format: 'docker', layers: [] } : lacking?.call(engine, one, options);
      },
    };
    await push(image);
    expect(asked).toBe(2);
    expect([...server.images.keys()]).toEqual([image.imageId]);
  });

  test('is not begun where the disk of the host has no room for it, and says what it needs', async () => {
    const [image] = stored({ 'a:1': [0, 1] }) as [Image];
    engine = { ...engine, freeBytes: async () => 128 * 1024 * 1024 + 2 * LAYER_BYTES };
    await expect(push(image)).rejects.toMatchObject({
      value: {
        kind: 'capacity',
        code: 'HOST_NO_SPACE',
        why: expect.stringMatching(/^It needs 13\d MB .* 134 MB are free/),
      },
    });
    expect(server.sentBytes()).toBe(0);
    // One layer more is there while it is unpacked.
    engine = { ...engine, freeBytes: async () => 128 * 1024 * 1024 + 3 * LAYER_BYTES };
    await push(image);
    expect([...server.images.keys()]).toEqual([image.imageId]);
  });

  test('tells how far it is in bytes of layers, and never goes back', async () => {
    const [image] = stored({ 'a:1': [0, 1, 2] }) as [Image];
    const said: { done?: number | undefined; total?: number | undefined; step?: string | undefined }[] = [];
    await pushImage({ openArchive: (one, options) => archiveStream(folder, one, options) }, engine, image, {
      signal,
      leastPortionBytes: 1,
      report: progress => said.push(progress),
    });
    const done = said.map(one => one.done ?? 0);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(said[0]?.total);
    expect(said.map(({ step }) => step)).toContain('Sending part 2 of 3');
  });
});

test.each(['layers', 'blobs'] as const)(
  'any images on any engine that keeps %s, cut anywhere: in the end it has those that were wanted, what it had, and no more',
  async keeps => {
    const number = fc.integer({ min: 0, max: layers.length - 1 });
    const content = fc.array(number, { minLength: 1, maxLength: 6 });
    const cut: fc.Arbitrary<Cut> = fc.oneof(
      fc.record({ afterBytes: fc.integer({ min: 0, max: 6 * LAYER_BYTES }) }),
      fc.constant('before the answer' as const),
    );
    const world = fc.record({
      contents: fc.array(content, { minLength: 1, maxLength: 5 }),
      there: fc.infiniteStream(fc.boolean()).map(stream => [...stream.take(5)]),
      unwanted: fc.infiniteStream(fc.boolean()).map(stream => [...stream.take(5)]),
      /** What a push of long ago has left there. */
      abandoned: content,
      cuts: fc.array(cut, { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(world, async ({ contents, there, unwanted, abandoned, cuts }) => {
        await server[Symbol.asyncDispose]();
        await open(keeps);
        const named = Object.fromEntries(contents.map((numbers, at) => [`image-${at}:1`, numbers]));
        const [left, ...images] = stored({ 'left:1': abandoned, ...named }) as [Image, ...Image[]];
        const calledThere = new Map<Image, string>();
        for (const image of [left, ...images])
          calledThere.set(image, keeps === 'blobs' ? await manifestIdOf(image) : image.imageId);
        const idOf = (image: Image) => calledThere.get(image) ?? '';
        const put = (id: string, { layers: own }: Image, labels = {}) =>
          server.images.set(id, { layers: own.map(({ diffId }) => diffId), tags: new Set(), labels });
        images.forEach((image, at) => {
          if (there[at]) put(idOf(image), image);
        });
        put(idOf(left), left, { [portionLabel]: images[0]?.imageId });
        const wanted = images.filter((_, at) => !unwanted[at]);
        server.cut(...cuts);
        for (const image of wanted) await pushUntilThere(image);
        const ids = new Set([...images.filter((_, at) => there[at]), ...wanted].map(idOf));
        if (!wanted.includes(images[0] as Image)) ids.add(idOf(left));
        expect(new Set(server.images.keys())).toEqual(ids);
      }),
      { numRuns: 60 },
    );
  },
);
