import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { which } from '../../scripts/lib/run.mjs';
import { RockpoolError } from '../model/errors';
import { preparationScript, steps } from './scripts';

const folder = path.join(import.meta.dirname, 'steps');
const shellcheck = which('shellcheck');
const options = { gpu: false, swapMiB: 0, bootMs: 0 };

async function scripts(): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter(name => /\.(sh|awk)$/.test(name)).map(name => path.join(folder, name));
}

test.skipIf(!shellcheck)('shellcheck has nothing to say (left out where it is not installed)', async () => {
  const files = await scripts();
  expect(files.length).toBeGreaterThan(10);
  await promisify(execFile)(shellcheck ?? '', [
    '--external-sources',
    ...files.filter(file => file.endsWith('.sh')),
  ]);
});

test('each script says how it is run by hand', async () => {
  for (const file of await scripts()) {
    const text = await readFile(file, 'utf8');
    const first = file.endsWith('.sh') ? '#!/bin/bash' : '#';
    if (!file.endsWith('common.sh')) expect(text.startsWith(first), file).toBe(true);
    if (!file.endsWith('common.sh')) expect(text, file).toMatch(/^(#.*\n)*# Usage: /);
  }
});

test('steps have a title of their own and come in their order', () => {
  const titles = steps.map(({ title }) => title);
  expect(new Set(titles).size).toBe(steps.length);
  expect(titles.filter(title => title.endsWith('.sh'))).toEqual([]);
  expect(steps.map(({ name }) => name)).toEqual(steps.map(({ name }) => name).sort());
});

test('what is not the name of a disk is refused', () => {
  for (const dataDevice of ['vdb', '/dev/vdb; reboot', '/etc/passwd', "/dev/v'db"]) {
    expect(() => preparationScript('ada', { ...options, dataDevice }, 0)).toThrow(RockpoolError);
  }
});
