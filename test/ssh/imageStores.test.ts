import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../driver/engine';
import { pushImage } from '../../driver/images';
import type { Image } from '../../driver/model/image';
import { createRelay, type Relay } from '../../driver/relay';
import { keepConnection, type SshConnection, sshEngine } from '../../driver/ssh';
import { systemClock as clock, systemRandom as random } from '../../driver/system';
import { bringNewerDocker, putDown } from '../../scripts/lib/labHosts.mjs';
import { bulkyLayer, saved } from '../support/archive';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';
import { forgetImages } from '../support/labPool';
import { type SshHost, sshHosts } from '../support/sshHosts';

/**
 * Hosts whose engines keep images in different ways: each takes what it lacks, and gives it to each other one. Only where
 * ROCKPOOL_NEWER_DOCKER is set: another release's packages are fetched for it.
 */

const KINDS = ['Docker 20', 'Docker 26', "Docker 26 with containerd's store"] as const;
type Kind = (typeof KINDS)[number];

const NAME = 'lab/bulky:latest';
const CHANGED = 'lab/bulky:changed';
/** Two of one size, which older engines tell apart by their list alone. */
const LAYERS = [6, 5, 5, 4.5].map(megabytes => bulkyLayer(megabytes * 1_000_000));
const { signal } = new AbortController();

let lab: Awaited<ReturnType<typeof sshHosts>>;
let library: TestLibrary;
let relay: Relay;
const places = new Map<Kind, { host: SshHost; connection: SshConnection; engine: Engine }>();

beforeAll(async () => {
  library = await testLibrary();
  await library.imported('bulky.tar', saved({ layers: LAYERS.slice(0, 3), names: [NAME] }));
  await library.imported('changed.tar', saved({ layers: LAYERS, names: [CHANGED] }));
  // Others than those that are shared: they go with what is done to them.
  lab = await sshHosts(KINDS.length, 6);
  const { hosts } = lab;
  const [, newer, containerd] = hosts as [SshHost, SshHost, SshHost];
  await Promise.all([bringNewerDocker(newer.name), bringNewerDocker(containerd.name, 'containerd')]);
  for (const [at, kind] of KINDS.entries()) {
    const host = hosts[at] as SshHost;
    const connection = keepConnection(host.target, { clock, random });
    const deps = { clock, random, platform: process.platform };
    const engine = sshEngine(`ssh://${host.name}`, () => connection, deps);
    places.set(kind, { host, connection, engine });
  }
  const placeAt = (url: string) => [...places.values()].find(({ engine }) => engine.url === url);
  relay = createRelay({
    images: library.library,
    connectionTo: url => placeAt(url)?.connection,
    nameOf: url => url,
    clock,
  });
});
afterAll(async () => {
  for (const { connection } of places.values()) connection[Symbol.dispose]();
  await library?.[Symbol.asyncDispose]();
  if (lab) await putDown(...lab.hosts.map(({ name }) => name));
  await lab?.[Symbol.asyncDispose]();
});

function on(kind: Kind) {
  const place = places.get(kind);
  if (!place) throw new Error(`No host has ${kind}.`);
  return place;
}
function imageOf(name: string): Image {
  const image = library.library.find(name);
  if (!image) throw new Error(`${name} is not in the directory.`);
  return image;
}
const sizeOf = ({ layers }: Image) =>
  layers.reduce((sum, { size, unpackedSize }) => sum + (unpackedSize ?? size), 0);
const last = () => imageOf(CHANGED).layers.slice(-1);

describe.each(KINDS)('%s', kind => {
  test('takes an image whole, then only the layer that another has more, and nothing the second time', async () => {
    const { host, engine } = on(kind);
    await forgetImages(host);
    const push = (name: string) => pushImage(library.library, engine, imageOf(name), { signal });
    await push(NAME);
    expect((await engine.lacking?.(imageOf(NAME)))?.layers).toEqual([]);
    expect((await engine.lacking?.(imageOf(CHANGED)))?.layers).toEqual(last().map(({ diffId }) => diffId));
    await push(CHANGED);
    for (const name of [NAME, CHANGED]) expect(await engine.findImage(imageOf(name))).toBeDefined();
    expect((await engine.pushed?.())?.map(({ name }) => name).sort()).toEqual([CHANGED, NAME]);
  });

  test.each(KINDS.filter(other => other !== kind))('gives an image to %s, whole and in part', async other => {
    const [from, to] = [on(kind), on(other)];
    const bring = async (name: string) => {
      let done = 0;
      const report = (now: { done?: number }) => {
        done = Math.max(done, now.done ?? 0);
      };
      await pushImage(library.library, from.engine, imageOf(name), { signal });
      expect(await relay.bring(from.engine, to.engine, imageOf(name), { signal, report })).toBe(true);
      expect(await to.engine.findImage(imageOf(name))).toBeDefined();
      return done;
    };
    await forgetImages(to.host);
    expect(await bring(NAME)).toBe(sizeOf(imageOf(NAME)));
    expect(await bring(CHANGED)).toBe(sizeOf({ ...imageOf(CHANGED), layers: last() }));
  });
});
