import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../driver/system';
import { savedImage } from '../support/archive';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';

let test: TestLibrary;
beforeEach(async () => {
  test = await testLibrary();
});
afterEach(() => test[Symbol.asyncDispose]());

describe('a file that is put into the directory by hand', () => {
  it('appears by itself, under the name inside it', async () => {
    await test.putThere('dropped.tar', savedImage('a', 'lab/web:latest'));
    await test.until(() => test.names().length === 1);
    expect(test.library.find('lab/web')).toMatchObject({ file: 'lab.web.img' });
    expect(await test.files()).toEqual(['lab.web.img']);
  });

  it('is unpacked when it is packed', async () => {
    await test.putThere('dropped.tar.gz', gzipSync(savedImage('a', 'lab/web:latest')));
    await test.until(() => test.names().length === 1);
    await test.until(() => test.tasks.all().every(task => task.state === 'done'));
    expect(await test.files()).toEqual(['lab.web.img']);
  });

  it('is left alone until it has been copied whole', async () => {
    const file = path.join(test.directory, 'slow.img');
    const content = savedImage('x'.repeat(10_000), 'lab/slow:latest');
    await writeFile(file, content.subarray(0, 5000));
    await systemClock.sleep(1000);
    expect(test.tasks.all()).toEqual([]);
    await writeFile(file, content);
    await test.until(() => test.tasks.all().some(task => task.state !== 'running'));
    expect(test.tasks.all().map(task => task.state)).toEqual(['done']);
    expect(test.names()).toEqual(['lab/slow:latest']);
  });

  it('is complained of once when it is bad, and left where it is', async () => {
    await test.putThere('bad.img', Buffer.alloc(5000, 'x'));
    await test.until(() => test.tasks.all().length === 1);
    const [task] = test.tasks.all();
    expect(await test.ended(task?.id ?? '')).toMatchObject({
      error: { code: 'IMAGE_NOT_A_TAR', where: 'bad.img' },
    });
    await test.putThere('good.img', savedImage('a', 'lab/web:latest'));
    await test.until(() => test.names().length === 1);
    expect(test.tasks.all()).toHaveLength(2);
    expect(await test.files()).toEqual(['bad.img', 'lab.web.img']);
  });

  it('disappears when it is deleted by hand', async () => {
    await test.imported('web.tar', savedImage('a', 'lab/web:latest'));
    await rm(path.join(test.directory, 'lab.web.img'));
    await test.until(() => test.names().length === 0);
  });

  it('is taken for what it is when it overwrites a stored one', async () => {
    await test.imported('web.tar', savedImage('old', 'lab/web:latest', 'lab/web:1'));
    const before = test.library.find('lab/web')?.imageId;
    await test.putThere('lab.web.img', savedImage('new', 'lab/web:latest'));
    await test.until(() => test.library.find('lab/web')?.imageId !== before);
    expect(test.names()).toEqual(['lab/web:latest']);
    await test.putThere('lab.web.img', Buffer.alloc(5000, 'x'));
    await test.until(() => test.names().length === 0);
  });

  it('is found at the next start, and what is known is not read again', async () => {
    await test.imported('a.tar', savedImage('a', 'lab/a:latest'));
    await test.reopen(() => test.putThere('b.img', savedImage('b', 'lab/b:latest')));
    await test.until(() => test.names().length === 2);
    expect(test.tasks.all()).toHaveLength(1);
  });
});
