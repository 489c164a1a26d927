import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RockpoolError } from '../driver/model/errors';
import { saveTo } from './saveTo';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'rockpool-save-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* chunks(end?: Error) {
  yield 'one\n';
  yield 'two\n';
  if (end) throw end;
}

test('a text is saved, also one that comes in chunks', async () => {
  await saveTo(path.join(folder, 'a'), 'all at once');
  await saveTo(path.join(folder, 'b'), chunks());
  expect(await readFile(path.join(folder, 'a'), 'utf8')).toBe('all at once');
  expect(await readFile(path.join(folder, 'b'), 'utf8')).toBe('one\ntwo\n');
});

test('where it breaks off the old file stays, and nothing else is left', async () => {
  const file = path.join(folder, 'a');
  await writeFile(file, 'old');
  const gone = new RockpoolError({ kind: 'transient', code: 'ENGINE_UNREACHABLE', what: 'It broke off.' });
  await expect(saveTo(file, chunks(gone))).rejects.toBe(gone);
  expect(await readFile(file, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a']);
});

test.runIf(process.platform === 'linux')('a full disk is told as that, and nothing is left', async () => {
  const file = path.join(folder, 'a');
  await symlink('/dev/full', `${file}.part`);
  await expect(saveTo(file, chunks())).rejects.toThrow(/The disk is full\. Make room on the disk/);
  expect(await readdir(folder)).toEqual([]);
});

test.runIf(process.platform === 'linux')('a folder that may not be written to is told as that', async () => {
  await expect(saveTo('/sys/report', 'x')).rejects.toThrow(
    /(You may not write into|can only be read).*Choose/,
  );
});

test('a folder that is not there is told in words', async () => {
  await expect(saveTo(path.join(folder, 'no', 'a'), 'x')).rejects.toThrow(
    /The file could not be saved.*The folder is not there any more\. Choose another folder/s,
  );
});

test('what is cancelled after the last piece is not put in place either', async () => {
  const abort = new AbortController();
  async function* pieces() {
    yield 'one';
    abort.abort();
  }
  await expect(saveTo(path.join(folder, 'a'), pieces(), { signal: abort.signal })).rejects.toThrow(/abort/i);
  expect(await readdir(folder)).toEqual([]);
});

test('nobody else may read what is for its owner alone', async () => {
  const file = path.join(folder, 'a');
  await saveTo(file, 'x', { mode: 0o600 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});
