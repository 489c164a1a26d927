import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../driver/system';
import { ensureLabImages } from '../../scripts/lib/labImages.mjs';
import { saved, savedImage } from '../support/archive';
import { type TestLibrary, testLibrary } from '../support/imageLibrary';
import importChild from '../support/importChild?modulePath';

let test: TestLibrary;
beforeEach(async () => {
  test = await testLibrary();
});
afterEach(() => test[Symbol.asyncDispose]());

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
      expect(test.names()).toEqual([]);
    }
    await test.until(() => openFiles().every(file => !file.includes('echo')));
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
    expect(test.names()).toEqual([]);
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
      Array.from({ length: 12 }, (_, i) =>
        test.write(`${i}.tar`, savedImage(`content ${i}`, `lab/kill-${i}:latest`)),
      ),
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
      expect(test.names()).toEqual(expect.arrayContaining(kept.split(', ').filter(Boolean)));
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
