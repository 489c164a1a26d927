import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../test/support/fakeClock';
import { createActivity } from './activity/activity';
import { openImages } from './imageDirectory';
import { imageSchema } from './model/image';
import { openStore, type Store } from './store/store';
import { systemClock as clock, systemRandom as random } from './system';
import { createTasks } from './tasks/tasks';

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'image-directory-'));
  store = openStore(path.join(folder, 'data'), 0);
});
afterEach(() => {
  store[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

function open(chosen: string | null) {
  const tasks = createTasks({ clock, random, log: silentLog });
  const activity = createActivity({ store, clock, random });
  return openImages(chosen, path.join(folder, 'usual'), activity, {
    ...{ store, tasks, clock, random, log: silentLog },
    ...{ architecture: () => 'amd64', usedBy: () => [] },
  });
}
/** One that was verified, and that hosts are to pull by themselves. */
function record(file: string): void {
  const image = imageSchema.parse({
    ...{ id: 'lab/a:1', imageId: `sha256:${'0'.repeat(64)}`, file, format: 'docker-archive', user: '' },
    ...{ architecture: 'amd64', os: 'linux', fileSize: 1, size: 1, importedAt: 1, fileModifiedAt: 1 },
    ...{ configRange: { offset: 0, size: 1 }, exposedPorts: [], entrypoint: [], command: [] },
    ...{ environment: [], layers: [], hostsPull: 'registry.lab/a:1' },
  });
  store.images.put(image.id, image);
}
const recorded = () => store.images.all().map(({ id, hostsPull }) => [id, hostsPull]);

test('while the drive of the image directory is away its images stay on record, with what was set for them', async () => {
  const drive = path.join(folder, 'drive');
  mkdirSync(path.join(drive, 'images'), { recursive: true });
  record('a.img');
  renameSync(drive, path.join(folder, 'drawer'));
  // What is in its place is no folder, so that none can be made in it.
  writeFileSync(drive, '');
  await using library = await open(path.join(drive, 'images'));
  expect(recorded()).toEqual([['lab/a:1', 'registry.lab/a:1']]);
  expect(library.find('lab/a:1')).toBeDefined();
  expect(store.events.all().at(-1)?.text).toContain("can't be used; images are kept in");
});

test('an image whose file is gone from the directory that is used goes', async () => {
  record('a.img');
  await using _ = await open(path.join(folder, 'chosen'));
  expect(recorded()).toEqual([]);
});
