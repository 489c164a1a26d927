import { copyFile, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { saved, savedImage, tar } from '../support/archive';
import { LONG_AGO, type TestLibrary, testLibrary } from '../support/imageLibrary';

let test: TestLibrary;
beforeEach(async () => {
  test = await testLibrary();
});
afterEach(() => test[Symbol.asyncDispose]());

describe('a file that is imported', () => {
  it('is stored under the name inside it, with one record a tag', async () => {
    const task = await test.imported('whatever.tar', savedImage('a', 'lab/web:latest', 'lab/web:2'));
    expect(task).toMatchObject({ state: 'done', result: 'lab/web:latest, lab/web:2', kind: 'import' });
    expect(await test.files()).toEqual(['lab.web.img']);
    expect(test.names()).toEqual(['lab/web:2', 'lab/web:latest']);
    expect(test.library.find('lab/web')).toMatchObject({ file: 'lab.web.img', architecture: 'amd64' });
  });

  it('says so when it is there already, also when it comes twice at once', async () => {
    const file = await test.write('web.tar', savedImage('a', 'lab/web:latest'));
    const tasks = await Promise.all(test.library.importFiles([file, file, file]).map(test.ended));
    expect(tasks.map(task => task.result).sort()).toEqual([
      'lab/web:latest',
      'lab/web:latest is there already',
      'lab/web:latest is there already',
    ]);
    expect(await test.files()).toEqual(['lab.web.img']);
  });

  it('never takes the file of another image, however alike their names are', async () => {
    await test.imported('1.tar', savedImage('slash', 'a/b:latest'));
    await test.imported('2.tar', savedImage('dot', 'a.b:latest'));
    await test.imported('3.tar', savedImage('tag', 'a/b:1'));
    await test.imported('4.tar', savedImage('other tag', 'a/b:2'));
    expect(test.names()).toEqual(['a.b:latest', 'a/b:1', 'a/b:2', 'a/b:latest']);
    const images = test.store.images.all();
    expect(new Set(images.map(image => image.file)).size).toBe(4);
    for (const image of images) {
      const layer = image.layers[0];
      const bytes = (await readFile(path.join(test.directory, image.file))).subarray(layer?.offset);
      const text = { 'a/b:latest': 'slash', 'a.b:latest': 'dot', 'a/b:1': 'tag', 'a/b:2': 'other tag' }[
        image.id
      ];
      expect(bytes.subarray(1024).toString('utf8', 0, text?.length)).toBe(text);
    }
  });

  it('replaces an older image of the same name, whose file goes when nothing else is in it', async () => {
    await test.imported('old.tar', savedImage('old', 'lab/web:latest', 'lab/web:1'));
    const before = test.library.find('lab/web')?.imageId;
    await test.imported('new.tar', savedImage('new', 'lab/web:latest'));
    expect(test.library.find('lab/web')?.imageId).not.toBe(before);
    expect(test.library.find('lab/web:1')?.imageId).toBe(before);
    expect(await test.files()).toHaveLength(2);
    await test.imported('newer.tar', savedImage('newer', 'lab/web:1'));
    expect(await test.files()).toHaveLength(2);
    await test.imported('newest.tar', savedImage('newest', 'lab/web:latest', 'lab/web:1'));
    expect(new Set(test.store.images.all().map(image => image.file)).size).toBe(1);
    expect(await test.files()).toHaveLength(1);
  });

  it('gets the name of its file when it has none', async () => {
    const task = await test.imported('My Course.tar', saved({ names: null }));
    expect(task.result).toBe('my-course:latest');
    expect(await test.files()).toEqual(['my-course.img']);
  });

  it('leaves nothing behind when it is bad, and says where and why', async () => {
    await test.imported('good.tar', savedImage('a', 'lab/web:latest'));
    const task = await test.imported('bad.tar', savedImage('b', 'lab/web:latest').subarray(0, 2000));
    expect(task).toMatchObject({ state: 'failed', error: { code: 'IMAGE_CUT_SHORT', where: 'bad.tar' } });
    expect(await test.files()).toEqual(['lab.web.img']);
    expect(test.names()).toEqual(['lab/web:latest']);
  });

  it('leaves nothing behind whatever is in it', async () => {
    const good = savedImage('x'.repeat(3000), 'lab/fuzz:latest');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 30 }),
        async (at, bytes) => {
          const changed = Buffer.concat([good.subarray(0, at), bytes, good.subarray(at + bytes.length)]);
          const task = await test.imported('fuzz.tar', changed);
          expect(['done', 'failed']).toContain(task.state);
          expect(task.error?.kind).not.toBe('bug');
          expect((await test.files()).sort()).toEqual([
            ...new Set(test.store.images.all().map(image => image.file)),
          ]);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('an image that is removed', () => {
  it('goes with its file, unless another name shares it', async () => {
    await test.imported('web.tar', savedImage('a', 'lab/web:latest', 'lab/web:1'));
    test.library.remove('lab/web:latest');
    expect(await test.files()).toEqual(['lab.web.img']);
    test.library.remove('lab/web:1');
    await test.reopen();
    expect(await test.files()).toEqual([]);
    expect(test.names()).toEqual([]);
  });

  it('stays while something uses it', async () => {
    await using used = await testLibrary({
      usedBy: id => (id === 'lab/web:latest' ? ['the blueprint Web'] : []),
    });
    const file = path.join(used.inbox, 'web.tar');
    await writeFile(file, savedImage('a', 'lab/web:latest'));
    await used.ended(used.library.importFiles([file])[0] ?? '');
    expect(() => used.library.remove('lab/web:latest')).toThrow(/the blueprint Web launches/);
    expect(() => used.library.remove('unknown:1')).toThrow(/no such image/);
    expect(await used.files()).toEqual(['lab.web.img']);
  });
});

describe('an archive for an engine', () => {
  it('holds just the one image, unpacked, whatever file it came in', async () => {
    const lab = await ensureLabImages(['variants']);
    for (const file of ['two-images.tar', 'httpd-oci.tar']) {
      await test.ended(test.library.importFiles([path.join(lab, 'variants', file)])[0] ?? '');
    }
    await using other = await testLibrary();
    for (const image of test.store.images.all()) {
      const { stream, size } = test.library.openArchive(image);
      const archive = await buffer(stream);
      expect(archive.length).toBe(size);
      const file = path.join(other.inbox, 'again.tar');
      await writeFile(file, archive);
      expect(await other.ended(other.library.importFiles([file])[0] ?? '')).toMatchObject({
        result: image.id,
      });
      expect(other.library.find(image.id)).toMatchObject({ imageId: image.imageId, size: image.size });
    }
  });

  it('fails when the stored file is no longer what was verified', async () => {
    await test.imported('web.tar', savedImage('a', 'lab/web:latest'));
    const image = test.library.find('lab/web');
    if (!image) throw new Error('not there');
    const file = path.join(test.directory, image.file);
    await copyFile(file, `${file}.copy`);
    await utimes(file, LONG_AGO, LONG_AGO);
    await expect(buffer(test.library.openArchive(image).stream)).rejects.toThrow(/was changed/);
    await expect(buffer(test.library.openLayer(image, 'x'))).rejects.toThrow(/was changed/);
  });

  it('can be asked for one layer', async () => {
    const layer = tar([{ name: 'file', data: 'x'.repeat(100_000) }]);
    await test.imported('web.tar', saved({ layers: [layer], names: ['lab/web:latest'] }));
    const image = test.library.find('lab/web');
    if (!image) throw new Error('not there');
    const bytes = await buffer(test.library.openLayer(image, image.layers[0]?.diffId ?? ''));
    expect(bytes.equals(layer)).toBe(true);
  });
});
