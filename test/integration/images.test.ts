import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { saved, simpleLayer, tar } from '../support/archive';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';
import importChild from '../support/importChild?modulePath';

let test: TestLibrary;
beforeEach(async () => {
  test = await testLibrary();
});
afterEach(() => test[Symbol.asyncDispose]());

async function inbox(name: string, content: Buffer): Promise<string> {
  const file = path.join(test.inbox, name);
  await writeFile(file, content);
  return file;
}
async function imported(name: string, content: Buffer) {
  const [id] = test.library.importFiles([await inbox(name, content)]);
  return test.ended(id ?? '');
}
const names = () =>
  test.store.images
    .all()
    .map(image => image.id)
    .sort();
/** As if it had lain there for a while. */
const LONG_AGO = 1_700_000_000;
async function putThere(name: string, content: Buffer): Promise<string> {
  const file = path.join(test.directory, name);
  await writeFile(file, content);
  await utimes(file, LONG_AGO, LONG_AGO);
  return file;
}
const web = (text: string, ...tags: string[]) => saved({ layers: [simpleLayer(text)], names: tags });

describe('a file that is imported', () => {
  it('is stored under the name inside it, with one record a tag', async () => {
    const task = await imported('whatever.tar', web('a', 'lab/web:latest', 'lab/web:2'));
    expect(task).toMatchObject({ state: 'done', result: 'lab/web:latest, lab/web:2', kind: 'import' });
    expect(await test.files()).toEqual(['lab.web.img']);
    expect(names()).toEqual(['lab/web:2', 'lab/web:latest']);
    expect(test.library.find('lab/web')).toMatchObject({ file: 'lab.web.img', architecture: 'amd64' });
  });

  it('says so when it is there already, also when it comes twice at once', async () => {
    const file = await inbox('web.tar', web('a', 'lab/web:latest'));
    const tasks = await Promise.all(test.library.importFiles([file, file, file]).map(test.ended));
    expect(tasks.map(task => task.result).sort()).toEqual([
      'lab/web:latest',
      'lab/web:latest is there already',
      'lab/web:latest is there already',
    ]);
    expect(await test.files()).toEqual(['lab.web.img']);
  });

  it('never takes the file of another image, however alike their names are', async () => {
    await imported('1.tar', web('slash', 'a/b:latest'));
    await imported('2.tar', web('dot', 'a.b:latest'));
    await imported('3.tar', web('tag', 'a/b:1'));
    await imported('4.tar', web('other tag', 'a/b:2'));
    expect(names()).toEqual(['a.b:latest', 'a/b:1', 'a/b:2', 'a/b:latest']);
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
    await imported('old.tar', web('old', 'lab/web:latest', 'lab/web:1'));
    const before = test.library.find('lab/web')?.imageId;
    await imported('new.tar', web('new', 'lab/web:latest'));
    expect(test.library.find('lab/web')?.imageId).not.toBe(before);
    expect(test.library.find('lab/web:1')?.imageId).toBe(before);
    expect(await test.files()).toHaveLength(2);
    await imported('newer.tar', web('newer', 'lab/web:1'));
    expect(await test.files()).toHaveLength(2);
    await imported('newest.tar', web('newest', 'lab/web:latest', 'lab/web:1'));
    expect(new Set(test.store.images.all().map(image => image.file)).size).toBe(1);
    expect(await test.files()).toHaveLength(1);
  });

  it('gets the name of its file when it has none', async () => {
    const task = await imported('My Course.tar', saved({ names: null }));
    expect(task.result).toBe('my-course:latest');
    expect(await test.files()).toEqual(['my-course.img']);
  });

  it('leaves nothing behind when it is bad, and says where and why', async () => {
    await imported('good.tar', web('a', 'lab/web:latest'));
    const task = await imported('bad.tar', web('b', 'lab/web:latest').subarray(0, 2000));
    expect(task).toMatchObject({ state: 'failed', error: { code: 'IMAGE_CUT_SHORT', where: 'bad.tar' } });
    expect(await test.files()).toEqual(['lab.web.img']);
    expect(names()).toEqual(['lab/web:latest']);
  });

  it('leaves nothing behind whatever is in it', async () => {
    const good = web('x'.repeat(3000), 'lab/fuzz:latest');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 30 }),
        async (at, bytes) => {
          const changed = Buffer.concat([good.subarray(0, at), bytes, good.subarray(at + bytes.length)]);
          const task = await imported('fuzz.tar', changed);
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

describe('an import that is stopped', () => {
  /** What this process has open. */
  const openFiles = () =>
    readdirSync('/proc/self/fd').flatMap(fd => {
      try {
        return [readlinkSync(`/proc/self/fd/${fd}`)];
      } catch {
        return [];
      }
    });

  it('leaves nothing behind, whenever that is', async () => {
    const lab = await ensureLabImages(['echo']);
    for (const ms of [0, 5, 40, 80, 150, 250]) {
      const [id = ''] = test.library.importFiles([path.join(lab, 'echo.tar')]);
      await systemClock.sleep(ms);
      test.tasks.cancel(id);
      expect((await test.ended(id)).state).toBe('cancelled');
      expect(await test.files()).toEqual([]);
      expect(names()).toEqual([]);
    }
    expect(openFiles().filter(file => file.includes('echo'))).toEqual([]);
  });

  it('leaves at once when it was still waiting for its turn', async () => {
    const lab = await ensureLabImages(['echo']);
    const ids = test.library.importFiles(Array(4).fill(path.join(lab, 'echo.tar')));
    const last = ids.at(-1) ?? '';
    test.tasks.cancel(last);
    expect((await test.ended(last)).state).toBe('cancelled');
    expect(test.tasks.all().filter(task => task.state === 'running')).toHaveLength(3);
    for (const id of ids) test.tasks.cancel(id);
  });

  it('is waited for when the library closes', async () => {
    const lab = await ensureLabImages(['echo']);
    test.library.importFiles(Array(5).fill(path.join(lab, 'echo.tar')));
    await systemClock.sleep(100);
    await test.reopen(async () => expect(await readdir(test.directory)).toEqual([]));
    expect(names()).toEqual([]);
  });

  it('by a killed process is swept up at the next start, and that of a living one is left alone', async () => {
    const ended = execFileSync('sh', ['-c', 'echo $$']).toString().trim();
    await test.reopen(async () => {
      await writeFile(path.join(test.directory, `.web.tar.tmp-${ended}-0123`), 'half');
      await writeFile(path.join(test.directory, `.web.tar.tmp-${process.pid}-0123`), 'half');
      await writeFile(path.join(test.directory, `.web.tar.tmp-${process.ppid}-0123`), 'half');
    });
    expect(await test.files()).toEqual([`.web.tar.tmp-${process.ppid}-0123`]);
  });
});

describe('a process that is killed in the middle of imports', () => {
  /** Runs it until `ms` after it is ready; answers with what it had confirmed by then. */
  async function killed(ms: number, files: string[]): Promise<string[]> {
    const data = path.join(test.inbox, 'data');
    const child = spawn(process.execPath, [importChild, data, test.directory, ...files]);
    let said = '';
    let doomed = false;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.stderr.pipe(process.stderr);
    for await (const piece of child.stdout) {
      said += piece;
      if (doomed || !said.startsWith('ready')) continue;
      doomed = true;
      setTimeout(() => child.kill('SIGKILL'), ms);
    }
    await ended;
    return said.split('\n').filter(line => line && line !== 'ready');
  }

  /** True when the directory holds the files of all records and nothing else. */
  function isInStep(): boolean {
    const recorded = new Set(test.store.images.all().map(image => image.file));
    return readdirSync(test.directory).sort().join() === [...recorded].sort().join();
  }

  it('loses nothing that it confirmed, and leaves nothing half done', async () => {
    const lab = await ensureLabImages(['echo', 'variants']);
    const files = await Promise.all(
      Array.from({ length: 12 }, (_, i) => inbox(`${i}.tar`, web(`content ${i}`, `lab/kill-${i}:latest`))),
    );
    files.splice(4, 0, path.join(lab, 'echo.tar'), path.join(lab, 'variants', 'two-images.tar'));
    for (const ms of [60, 150, 250, 400, 600, 900]) {
      let confirmed: string[] = [];
      await test.reopen(async () => {
        confirmed = await killed(ms, files);
      });
      // A file that was stored but not recorded yet is read anew once it has lain there for a while.
      await test.until(() => isInStep() && test.tasks.all().every(task => task.state === 'done'));
      const kept = confirmed.join(', ').replaceAll(/ (is|are) there already/g, '');
      expect(names()).toEqual(expect.arrayContaining(kept.split(', ').filter(Boolean)));
      const images = test.store.images.all();
      for (const image of images) {
        const stored = await stat(path.join(test.directory, image.file));
        expect([stored.size, stored.mtimeMs]).toEqual([image.fileSize, image.fileModifiedAt]);
      }
      for (const { id } of images.filter(() => ms % 100 === 0)) test.library.remove(id);
    }
  });
});

describe('the main thread', () => {
  /** Milliseconds that the main thread alone has computed; unlike the clock, other programs don't count. */
  const computed = () =>
    Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;

  it('stays free while an image is read: no step of it takes 50 ms', async () => {
    const lab = await ensureLabImages(['echo']);
    let longest = 0;
    let before = computed();
    let isWatching = true;
    const step = () => {
      longest = Math.max(longest, computed() - before);
      before = computed();
      if (isWatching) setImmediate(step);
    };
    setImmediate(step);
    const [id = ''] = test.library.importFiles([path.join(lab, 'echo.tar')]);
    expect((await test.ended(id)).state).toBe('done');
    isWatching = false;
    expect(longest).toBeLessThan(50);
  });
});

describe('a disk that is full', () => {
  let disk: string;
  beforeEach(async () => {
    disk = await mkdtemp(path.join(tmpdir(), 'rockpool-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100m', 'tmpfs', disk]);
  });
  afterEach(async () => {
    execFileSync('umount', [disk]);
    await rm(disk, { recursive: true });
  });

  it('ends an import with a sentence, before or while it writes, and leaves what was there', async () => {
    const lab = await ensureLabImages(['echo', 'variants']);
    await using small = await testLibrary({ directory: disk });
    async function importTo(file: string) {
      const [id = ''] = small.library.importFiles([file]);
      return small.ended(id);
    }
    const old = path.join(small.inbox, 'old.tar');
    await writeFile(old, saved({ names: ['lab/echo:latest'] }));
    expect(await importTo(old)).toMatchObject({ state: 'done' });

    const before = await importTo(path.join(lab, 'echo.tar'));
    expect(before.error).toMatchObject({
      code: 'IMAGE_NO_SPACE',
      kind: 'capacity',
      why: expect.stringMatching(/needs/),
    });
    // Packed it would fit; that it doesn't unpacked is seen when the disk is full.
    const packed = path.join(small.inbox, 'echo.tar.gz');
    await writeFile(packed, gzipSync(await readFile(path.join(lab, 'echo.tar')), { level: 1 }));
    const during = await importTo(packed);
    expect(during.error).toMatchObject({ code: 'IMAGE_NO_SPACE', kind: 'capacity' });
    expect(await small.files()).toEqual(['lab.echo.img']);
    expect(small.library.find('lab/echo')?.fileSize).toBe((await readFile(old)).length);
  });
});

describe('a file that is put into the directory by hand', () => {
  it('appears by itself, under the name inside it', async () => {
    await putThere('dropped.tar', web('a', 'lab/web:latest'));
    await test.until(() => names().length === 1);
    expect(test.library.find('lab/web')).toMatchObject({ file: 'lab.web.img' });
    expect(await test.files()).toEqual(['lab.web.img']);
  });

  it('is unpacked when it is packed', async () => {
    await putThere('dropped.tar.gz', gzipSync(web('a', 'lab/web:latest')));
    await test.until(() => names().length === 1);
    await test.until(() => test.tasks.all().every(task => task.state === 'done'));
    expect(await test.files()).toEqual(['lab.web.img']);
  });

  it('is left alone until it has been copied whole', async () => {
    const file = path.join(test.directory, 'slow.img');
    const content = web('x'.repeat(10_000), 'lab/slow:latest');
    await writeFile(file, content.subarray(0, 5000));
    await systemClock.sleep(1000);
    expect(test.tasks.all()).toEqual([]);
    await writeFile(file, content);
    await test.until(() => test.tasks.all().some(task => task.state !== 'running'));
    expect(test.tasks.all().map(task => task.state)).toEqual(['done']);
    expect(names()).toEqual(['lab/slow:latest']);
  });

  it('is complained of once when it is bad, and left where it is', async () => {
    await putThere('bad.img', Buffer.alloc(5000, 'x'));
    await test.until(() => test.tasks.all().length === 1);
    const [task] = test.tasks.all();
    expect(await test.ended(task?.id ?? '')).toMatchObject({
      error: { code: 'IMAGE_NOT_A_TAR', where: 'bad.img' },
    });
    await putThere('good.img', web('a', 'lab/web:latest'));
    await test.until(() => names().length === 1);
    expect(test.tasks.all()).toHaveLength(2);
    expect(await test.files()).toEqual(['bad.img', 'lab.web.img']);
  });

  it('disappears when it is deleted by hand', async () => {
    await imported('web.tar', web('a', 'lab/web:latest'));
    await rm(path.join(test.directory, 'lab.web.img'));
    await test.until(() => names().length === 0);
  });

  it('is taken for what it is when it overwrites a stored one', async () => {
    await imported('web.tar', web('old', 'lab/web:latest', 'lab/web:1'));
    const before = test.library.find('lab/web')?.imageId;
    await putThere('lab.web.img', web('new', 'lab/web:latest'));
    await test.until(() => test.library.find('lab/web')?.imageId !== before);
    expect(names()).toEqual(['lab/web:latest']);
    await putThere('lab.web.img', Buffer.alloc(5000, 'x'));
    await test.until(() => names().length === 0);
  });

  it('is found at the next start, and what is known is not read again', async () => {
    await imported('a.tar', web('a', 'lab/a:latest'));
    await test.reopen(() => putThere('b.img', web('b', 'lab/b:latest')));
    await test.until(() => names().length === 2);
    expect(test.tasks.all()).toHaveLength(1);
  });
});

describe('an image that is removed', () => {
  it('goes with its file, unless another name shares it', async () => {
    await imported('web.tar', web('a', 'lab/web:latest', 'lab/web:1'));
    test.library.remove('lab/web:latest');
    expect(await test.files()).toEqual(['lab.web.img']);
    test.library.remove('lab/web:1');
    await test.reopen();
    expect(await test.files()).toEqual([]);
    expect(names()).toEqual([]);
  });

  it('stays while something uses it', async () => {
    await using used = await testLibrary({
      usedBy: id => (id === 'lab/web:latest' ? ['the blueprint Web'] : []),
    });
    const file = path.join(used.inbox, 'web.tar');
    await writeFile(file, web('a', 'lab/web:latest'));
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
    await imported('web.tar', web('a', 'lab/web:latest'));
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
    await imported('web.tar', saved({ layers: [layer], names: ['lab/web:latest'] }));
    const image = test.library.find('lab/web');
    if (!image) throw new Error('not there');
    const bytes = await buffer(test.library.openLayer(image, image.layers[0]?.diffId ?? ''));
    expect(bytes.equals(layer)).toBe(true);
  });
});
