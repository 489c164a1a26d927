import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fakeClock, seededRandom } from '../../test/support/fakeClock';
import { pushMark } from '../engine';
import type { Image } from '../model/image';
import type { VerifiedImage } from './archive/inspect';
import { fileArchive, nameImages } from './filing';

const image = (imageId: string, ...names: string[]) =>
  ({ imageId: `sha256:${imageId}`, names }) as VerifiedImage;
const named = (images: VerifiedImage[], file: string, there: Record<string, string> = {}) =>
  [...nameImages(images, file, name => there[name])].map(([name, { imageId }]) => `${name} ${imageId}`);

it('takes the names inside the archive for the truth', () => {
  expect(named([image('1', 'a:1', 'b:latest'), image('2', 'c:1')], 'other.tar')).toEqual([
    'a:1 sha256:1',
    'b:latest sha256:1',
    'c:1 sha256:2',
  ]);
});

it('names an image that has no name after its file', () => {
  expect(named([image('1')], 'My Image.tar.gz')).toEqual(['my-image:latest sha256:1']);
});

it('does not take the mark of what was pushed for a name', () => {
  const mark = pushMark({ id: 'a:1', imageId: `sha256:${'0'.repeat(64)}` });
  expect(named([image('1', 'a:1', mark), image('2', mark)], 'b.tar')).toEqual([
    'a:1 sha256:1',
    'b:latest sha256:2',
  ]);
});

it('never takes a name from another image for it', () => {
  const id = '0123456789abcdef';
  expect(named([image(id)], 'a.tar', { 'a:latest': 'sha256:other' })).toEqual([
    `a:0123456789ab sha256:${id}`,
  ]);
  expect(named([image(id)], 'a.tar', { 'a:latest': `sha256:${id}` })).toEqual([`a:latest sha256:${id}`]);
  expect(named([image('1'), image(id)], 'a.tar')).toEqual([
    'a:latest sha256:1',
    `a:0123456789ab sha256:${id}`,
  ]);
});

it('puts everything back when the records cannot be written', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'rockpool-filing-'));
  try {
    const old = { id: 'a:latest', imageId: 'sha256:old', file: 'a.img' } as Image;
    await writeFile(path.join(directory, 'a.img'), 'old');
    const file = path.join(directory, '.new');
    await writeFile(file, 'new');
    const store = {
      images: { get: () => old, all: () => [old], put() {}, remove() {} },
      transaction: () => {
        throw new Error('disk full');
      },
    };
    const archive = { images: [image('new', 'a:latest')], fileSize: 3, written: true };
    const options = { directory, store, clock: fakeClock(), random: seededRandom() };
    await expect(fileArchive(archive, file, 'a.tar', options)).rejects.toThrow('disk full');
    expect((await readdir(directory)).sort()).toEqual(['.new', 'a.img']);
    expect(await readFile(path.join(directory, 'a.img'), 'utf8')).toBe('old');
  } finally {
    await rm(directory, { recursive: true });
  }
});
