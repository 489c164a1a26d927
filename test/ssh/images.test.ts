import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../driver/engine';
import { type PushOptions, pushImage } from '../../driver/images';
import type { Image } from '../../driver/model/image';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { bulkyLayer, saved, simpleLayer } from '../support/archive';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';
import { type SshHost, sshHosts } from '../support/sshHosts';

/** Jupyter and a newer one, of which all but the last layer (20 MB of 408) are the same. */
const OLD = 'lab/jupyter:latest';
const NEW = 'lab/jupyter:changed';
/** Of 90 MB, with which a push has a middle. */
const BULKY = 'lab/bulky:latest';
const LAYERS = [30, 30, 30].map(megabytes => bulkyLayer(megabytes * 1_000_000));

const { signal } = new AbortController();

let lab: Awaited<ReturnType<typeof sshHosts>>;
let host: SshHost;
let connection: SshConnection;
let engine: Engine;
let library: TestLibrary;

beforeAll(async () => {
  const folder = await ensureLabImages(['jupyter', 'jupyter-changed']);
  library = await testLibrary();
  const files = ['jupyter.tar', 'jupyter-changed.tar'].map(name => path.join(folder, name));
  for (const id of library.library.importFiles(files)) await library.ended(id);
  await library.imported('bulky.tar', saved({ layers: LAYERS, names: [BULKY] }));
  lab = await sshHosts(1);
  host = lab.hosts[0] as SshHost;
  connection = keepConnection(host.target, { clock, random });
  engine = engineOf(host);
});
const engineOf = ({ name }: SshHost) =>
  sshEngine(`ssh://${name}`, () => connection, { clock, random, platform: process.platform });
beforeEach(emptyHost);
afterAll(async () => {
  if (host) await emptyHost();
  connection?.[Symbol.dispose]();
  await library?.[Symbol.asyncDispose]();
  await lab?.[Symbol.asyncDispose]();
});

/** Of images, whosever. */
async function emptyHost(): Promise<void> {
  await host.shell('sh', '-c', 'docker images --all --quiet | sort -u | xargs -r docker rmi --force');
}

function imageOf(name: string): Image {
  const image = library.library.find(name);
  if (!image) throw new Error(`${name} is not in the directory.`);
  return image;
}

/** Sends what is missing there. @returns how many bytes of layers that were */
async function push(name: string, options: Partial<PushOptions> = {}): Promise<number> {
  let bytes = 0;
  await pushImage(library.library, engine, imageOf(name), {
    signal,
    ...options,
    report(progress) {
      bytes = progress.done ?? bytes;
      options.report?.(progress);
    },
  });
  return bytes;
}

test('a newer image costs the layers that are new', async () => {
  await push(OLD);
  const last = imageOf(NEW).layers.at(-1);
  expect(await engine.lacking?.(imageOf(NEW))).toEqual({ format: 'docker', layers: [last?.diffId] });
  expect(await push(NEW)).toBe(last?.unpackedSize ?? last?.size);
  expect(await idsThere()).toEqual([imageOf(OLD).imageId, imageOf(NEW).imageId].sort());
});

test('what is there already costs no layer at all, under a new name too', async () => {
  await push(BULKY);
  expect(await push(BULKY)).toBe(0);
  for (const { names } of (await engine.survey()).images)
    for (const name of names) await engine.docker.getImage(name).tag({ repo: 'lab/other', tag: 'one' });
  await engine.docker.getImage(BULKY).remove();
  expect(await push(BULKY)).toBe(0);
  expect(await engine.findImage(imageOf(BULKY))).toBe(imageOf(BULKY).imageId);
});

test('an archive that lacks what the engine lacks is refused, not half taken', async () => {
  const image = imageOf(BULKY);
  const portion = { depth: image.layers.length, layers: [], bytes: 0 };
  const { stream } = library.library.openArchive(image, { portion });
  await expect(engine.load(stream, {})).rejects.toMatchObject({ value: { code: 'ENGINE_REFUSED' } });
  expect(await idsThere()).toEqual([]);
  expect(await push(BULKY)).toBeGreaterThan(90_000_000);
  expect(await idsThere()).toEqual([image.imageId]);
});

test('a push that breaks off goes on at the layers that were under way', async () => {
  const image = imageOf(OLD);
  const bytesOf = (layers: Image['layers']) =>
    layers.reduce((sum, { unpackedSize, size }) => sum + (unpackedSize ?? size), 0);
  // The second may still be unpacked then.
  const arrived = bytesOf(image.layers.slice(0, 2)) + 10_000_000;
  let isBroken = false;
  const broken = push(OLD, {
    report({ done = 0 }) {
      if (done < arrived || isBroken) return;
      isBroken = true;
      void host.shell('pkill', '-KILL', '-u', 'cloud-user', 'sshd').catch(() => undefined);
    },
  });
  await expect(broken).rejects.toMatchObject({ value: { kind: 'transient' } });
  expect(await untilThere(OLD)).toBeLessThanOrEqual(bytesOf(image.layers.slice(1)));
  expect(await idsThere()).toEqual([image.imageId]);
});

test('a host whose disk is too full for an image is sent nothing of it; one that fills up meanwhile says so', async () => {
  const heal = () => host.heal('disk-full');
  try {
    await host.break('disk-full', '60');
    await expect(push(BULKY)).rejects.toMatchObject({
      value: { kind: 'capacity', code: 'HOST_NO_SPACE', why: expect.stringContaining('are free') },
    });
    expect(await idsThere()).toEqual([]);
    engine = { ...engine, freeBytes: async () => undefined };
    await expect(push(BULKY)).rejects.toMatchObject({ value: { kind: 'capacity', code: 'NO_SPACE' } });
  } finally {
    await heal();
    engine = engineOf(host);
  }
  await push(BULKY);
  expect(await idsThere()).toEqual([imageOf(BULKY).imageId]);
});

test('any small images, any cuts: in the end the host has those that were wanted, and no more', async () => {
  const layers = [0, 1, 2, 3, 4, 5].map(at => simpleLayer(String(at).repeat(200_000)));
  const content = fc.uniqueArray(fc.nat({ max: layers.length - 1 }), { minLength: 1, maxLength: 5 });
  const world = fc.record({
    contents: fc.array(content, { minLength: 2, maxLength: 4 }),
    /** Bytes of the layers of all pushes, at which the connection breaks. */
    cuts: fc.array(fc.nat({ max: 1_500_000 }), { maxLength: 3 }),
  });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(world, async ({ contents, cuts }) => {
      await emptyHost();
      runs += 1;
      const names = contents.map((_, at) => `property/image-${at}:${runs}`);
      for (const [at, numbers] of contents.entries()) {
        const own = { layers: numbers.map(number => layers[number] as Buffer), names: [names[at] ?? ''] };
        const config = { author: names[at] };
        const task = await library.imported(`${runs}-${at}.tar`, saved({ ...own, config }));
        expect(task.state).toBe('done');
      }
      const left = cuts.toSorted((a, b) => a - b);
      let before = 0;
      for (const name of names) {
        before += await untilThere(name, done => {
          if (before + done < (left[0] ?? Number.POSITIVE_INFINITY)) return;
          left.shift();
          connection.renew();
        });
      }
      expect(await idsThere()).toEqual(names.map(name => imageOf(name).imageId).sort());
    }),
    {
      numRuns: 8,
      examples: [
        [
          {
            contents: [
              [0, 1, 2],
              [0, 1, 3],
            ],
            cuts: [250_000],
          },
        ],
      ],
    },
  );
});

/** Pushes until it works, as who wants an image there does. @returns bytes of layers that were sent in all tries */
async function untilThere(name: string, onBytes: (done: number) => void = () => undefined): Promise<number> {
  let sent = 0;
  for (;;) {
    let done = 0;
    const report: PushOptions['report'] = progress => {
      done = progress.done ?? done;
      onBytes(sent + done);
    };
    try {
      await push(name, { report, leastPortionBytes: 1 });
      return sent + done;
    } catch (error) {
      expect(error).toMatchObject({ value: { kind: 'transient' } });
      await clock.sleep(100);
    }
    sent += done;
  }
}

/** Ids of all images there, portions among them, sorted. */
async function idsThere(): Promise<string[]> {
  const said = await host.shell('docker', 'images', '--all', '--quiet', '--no-trunc');
  return [...new Set(said.split('\n').filter(Boolean))].sort();
}
