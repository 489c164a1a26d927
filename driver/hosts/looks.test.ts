import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { memoryEngine, unreachable } from '../../test/support/memoryEngine';
import { aContainer, aHost } from '../../test/support/poolModel';
import { type Engine, type EngineSurvey, type Engines, pushMark } from '../engine';
import { type Image, imageSchema } from '../model/image';
import type { SupplyStanding } from '../model/imageSupply';
import { poolConfigSchema } from '../model/pool';
import { templateConfigSchema } from '../model/template';
import { openStore, type Store } from '../store/store';
import { createHostLooks } from './looks';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'looks-'));
  store = openStore(folder, 0);
  const config = poolConfigSchema.parse({});
  store.pools.put('pool', {
    ...{ id: 'pool', name: 'DockerDriver', provider: 'simulator', engineUrl: 'x', config, createdAt: 0 },
    predecessors: ['earlier'],
  });
  store.hosts.put('host', aHost());
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

function blueprint(image: string, active = true): void {
  const config = templateConfigSchema.parse({ name: image, docker_image: image, internal_port: 80 });
  const times = { active: true, createdAt: 1, updatedAt: 1 };
  store.templates.put(image, {
    ...{ id: image, plugin: 'DockerDriver', config, allowedAttributes: [], ...times },
  });
  store.blueprints.put(image, { id: image, templateId: image, config: { name: image }, ...times, active });
}
const sizes = { fileSize: 1, size: 1, importedAt: 1, configRange: { offset: 0, size: 1 } };
const lists = { exposedPorts: [], entrypoint: [], command: [], environment: [], layers: [] };
const anImage = (id: string, imageId: string): Image =>
  imageSchema.parse({
    ...{ id, imageId, file: id, format: 'docker-archive', architecture: 'amd64', os: 'linux', user: '' },
    ...sizes,
    ...lists,
  });
const inDirectory = (id: string, imageId: string) => store.images.put(id, anImage(id, imageId));

async function look(
  survey: Partial<EngineSurvey> | Error,
  extra: Partial<Engine> = {},
  bringing = '',
  supplies: ReadonlyMap<string, SupplyStanding> = new Map(),
) {
  await using memory = await memoryEngine('unix:///test.sock');
  const engine: Engine = {
    ...memory.engine,
    async survey() {
      if (survey instanceof Error) throw survey;
      return { containers: [], images: [], ...survey };
    },
    ...extra,
  };
  const engines = { connect: () => engine } as unknown as Engines;
  const looks = createHostLooks({
    ...{ store, engines, clock: fakeClock(), controllerId: 'controller' },
    isBringing: (_, name) => name === bringing,
    suppliesOf: () => supplies,
  });
  const [found] = await looks.look(['host']);
  return found;
}

it('says of each image of the active blueprints whether it is there, on its way, missing, or nowhere', async () => {
  for (const name of ['lab/a', 'lab/b', 'lab/c', 'lab/d', 'lab/e']) blueprint(name);
  blueprint('lab/idle', false);
  inDirectory('lab/a:latest', 'sha256:a');
  inDirectory('lab/b:latest', 'sha256:b');
  inDirectory('lab/c:latest', 'sha256:c');
  inDirectory('lab/e:latest', 'sha256:e');
  const images = [
    { id: 'sha256:a', names: [] },
    // An older image that has the name of a newer one of the directory.
    { id: 'sha256:old', names: ['lab/e:latest'], bytes: 5 },
    { id: 'sha256:d', names: ['lab/d:latest'] },
  ];
  const found = await look({ images }, { findImage: async () => undefined }, 'lab/b:latest');
  expect(found).toMatchObject({
    wanted: [
      { name: 'lab/a', standing: 'present' },
      { name: 'lab/b', standing: 'coming' },
      { name: 'lab/c', standing: 'missing' },
      { name: 'lab/d', standing: 'nowhere' },
      { name: 'lab/e', standing: 'missing' },
    ],
    otherImages: [images[1], images[2]],
  });
});

it('says how the rest of the directory stands: what follows, what could not be brought, what is left out and why', async () => {
  blueprint('lab/a');
  for (const name of ['a', 'b', 'c', 'd', 'e']) inDirectory(`lab/${name}:latest`, `sha256:${name}`);
  const error = { kind: 'capacity' as const, code: 'HOST_NO_SPACE', what: 'No room.' };
  const supplies = new Map<string, SupplyStanding>([
    ['lab/a:latest', { standing: 'queued' }],
    ['lab/b:latest', { standing: 'queued' }],
    ['lab/c:latest', { standing: 'failed', error, retryAt: 7 }],
    ['lab/d:latest', { standing: 'left out', why: 'It is for another processor.' }],
    ['lab/e:latest', { standing: 'queued' }],
  ]);
  const mark = pushMark({ id: 'other', imageId: `sha256:${'0'.repeat(64)}` });
  const images = [
    { id: 'sha256:b', names: [] },
    { id: 'sha256:other', names: ['other', mark] },
  ];
  const found = await look({ images }, { findImage: async () => undefined }, 'lab/e:latest', supplies);
  expect(found).toMatchObject({
    wanted: [
      { name: 'lab/a', needed: true, standing: 'queued' },
      { name: 'lab/b', standing: 'present' },
      { name: 'lab/c', standing: 'failed', error, retryAt: 7 },
      { name: 'lab/d', standing: 'left out', why: 'It is for another processor.' },
      { name: 'lab/e', standing: 'coming' },
    ],
    otherImages: [{ id: 'sha256:other', names: ['other'] }],
  });
});

it('finds an image that the engine calls by another id, as a launch would', async () => {
  blueprint('lab/a');
  inDirectory('lab/a:latest', 'sha256:config');
  const found = await look(
    { images: [{ id: 'sha256:manifest', names: ['lab/a:latest'] }] },
    { findImage: async () => 'sha256:manifest' },
  );
  expect(found).toMatchObject({ wanted: [{ name: 'lab/a', standing: 'present' }], otherImages: [] });
});

it('tells ours, those of others and those of nobody apart, and sums up what all of them use', async () => {
  const { marks } = aContainer('i1');
  const usage = { cpuPercent: 50, memoryMiB: 100, processes: 1 };
  const of = (containerId: string, more: object) => ({
    ...{ containerId, name: containerId, image: 'x', state: 'running' as const, usage, ...more },
  });
  const found = await look({
    containers: [
      of('ours', { marks }),
      of('before', { marks: { ...marks, controller: 'earlier' } }),
      of('theirs', { marks: { ...marks, controller: 'somebody' } }),
      { containerId: 'nobody', name: 'nobody', image: 'x', state: 'ended' },
    ],
  });
  expect(found).toMatchObject({
    ...{ cpuPercent: 150, memoryMiB: 300 },
    containers: [
      { containerId: 'ours', owner: 'ours', instanceId: 'i1', cpuPercent: 50 },
      { containerId: 'before', owner: 'ours' },
      { containerId: 'theirs', owner: 'foreign' },
      { containerId: 'nobody', owner: 'unknown' },
    ],
  });
});

it('says why a host could not be looked into, rather than show nothing on it', async () => {
  expect(await look(unreachable())).toMatchObject({ error: { code: 'ENGINE_UNREACHABLE' } });
  store.hosts.put('host', aHost({ phase: 'removed' }));
  expect(await look({})).toMatchObject({ error: { code: 'NO_ENGINE', what: 'This host was removed.' } });
});
