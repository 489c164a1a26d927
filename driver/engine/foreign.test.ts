import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const scripts = ['driver/engine/foreign.sh', 'driver/machines/check.sh', 'driver/providers/ssh/look.sh'];

let folder: string;

/** Puts a command in front of the machine's own. */
const command = (name: string, script: string) =>
  writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'foreign-'));
  await command('timeout', 'shift; HAS_LIMIT=yes exec "$@"');
  await command(
    'docker',
    `echo "\${HAS_LIMIT-no} $1" >>"${folder}/calls"
case "$1 $*" in *"--filter label"*) echo ours ;; ps*) echo ours; echo theirs ;; inspect*) echo 'theirs 0' ;; stats*) echo '3MiB / 1GiB' ;; esac`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

test.each(scripts)('%s waits for Docker only so long, whatever it asks', async script => {
  await writeFile(path.join(folder, 'calls'), '');
  const env = { PATH: `${folder}:${process.env.PATH}` };
  await run('sh', [path.resolve(script)], { env });
  const calls = (await readFile(path.join(folder, 'calls'), 'utf8')).trim().split('\n');
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter(call => !call.startsWith('yes '))).toEqual([]);
});

test('what others hold on a machine is told', async () => {
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const { stdout } = await run('sh', [path.resolve('driver/engine/foreign.sh')], { env });
  expect(stdout).toBe('foreign 1\nforeignheld 3072\n');
});

test('where Docker does not answer in time about one of them, nothing is said of what they hold', async () => {
  await command('timeout', 'shift; case "$*" in *inspect*) exit 124 ;; esac; exec "$@"');
  const env = { PATH: `${folder}:${process.env.PATH}` };
  expect((await run('sh', [path.resolve('driver/engine/foreign.sh')], { env })).stdout).toBe('');
});
