import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeKeyPair } from '../ssh';
import { sshFiles } from './sshFiles';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'home-'));
  mkdirSync(path.join(home, '.ssh', 'config.d'), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true }));
const write = (name: string, text: string) => writeFileSync(path.join(home, '.ssh', name), text);
const names = async (file: string) =>
  (await sshFiles(home, 'ada').machines(file)).machines.map(({ name }) => name);

test('a configuration is read with the files that it includes, in the order of their names', async () => {
  write('config', 'Include config.d/*.conf ~/.ssh/more missing\nHost last\n');
  write('config.d/b.conf', 'Host b');
  write('config.d/a.conf', 'Host a');
  write('config.d/notes.txt', 'Host not-this');
  write('more', 'Host more');
  expect(await names('~/.ssh/config')).toEqual(['a', 'b', 'more', 'last']);
});

test('one that is not there is told by its name', async () => {
  await expect(names('~/.ssh/config')).rejects.toMatchObject({
    value: {
      code: 'SSH_CONFIG_UNREADABLE',
      where: '~/.ssh/config',
      why: expect.stringContaining('no such file'),
    },
  });
  await expect(names('~')).rejects.toMatchObject({ value: { code: 'SSH_CONFIG_UNREADABLE' } });
});

test('known_hosts need not be there', async () => {
  const files = sshFiles(home, 'ada');
  expect((await files.knownKeys())('lab1', 22)).toEqual([]);
  write('known_hosts', `lab1 ${(await makeKeyPair('')).publicKey}\n`);
  expect((await files.knownKeys())('lab1', 22)).toMatchObject([{ type: 'ssh-ed25519' }]);
});
