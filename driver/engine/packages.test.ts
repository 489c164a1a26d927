import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../system';
import { installPackages, missingPackages, stepOf } from './packages';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'apt-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An apt-get that notes what it is asked and runs the given script. */
function fakeApt(script: string): { env: { PATH: string }; calls: () => string[] } {
  const notes = path.join(folder, 'calls');
  const file = path.join(folder, 'apt-get');
  writeFileSync(notes, '');
  writeFileSync(file, `#!/bin/sh\necho "$*" >>"${notes}"\n${script}\n`);
  chmodSync(file, 0o755);
  return { env: { PATH: folder }, calls: () => readFileSync(notes, 'utf8').trim().split('\n') };
}
const { signal } = new AbortController();

test("apt's status lines become steps for people", () => {
  expect(stepOf('pmstatus:docker.io:42.5:Unpacking docker.io (amd64)')).toBe('Unpacking docker.io (43 %)');
  expect(stepOf('dlstatus:3:17.1:Retrieving file 3 of 5')).toBe('Downloading packages (17 %)');
  expect(stepOf('Reading package lists...')).toBeUndefined();
});

test('packages are installed at once, and the steps told', async () => {
  const apt = fakeApt('echo "pmstatus:docker.io:50.0:Unpacking docker.io (amd64)" >&3');
  const steps: string[] = [];
  await installPackages(['docker.io'], { env: apt.env, signal, onStep: step => steps.push(step) });
  expect(apt.calls()).toHaveLength(1);
  expect(apt.calls()[0]).toMatch(/DPkg::Lock::Timeout.* install --no-install-recommends docker.io$/);
  expect(steps).toEqual(['Installing docker.io', 'Unpacking docker.io (50 %)']);
});

test('where lists are old they are fetched, then it is tried once more', async () => {
  const apt = fakeApt(
    `case "$*" in *update) touch ${folder}/fresh ;; *) [ -e ${folder}/fresh ] || exit 100 ;; esac`,
  );
  await installPackages(['docker.io'], { env: apt.env, signal, onStep: () => undefined });
  expect(apt.calls().map(call => call.split(' ').find(word => /^(install|update)$/.test(word)))).toEqual([
    'install',
    'update',
    'install',
  ]);
});

test("a failure says the end of apt's words and what to do", async () => {
  const apt = fakeApt('echo "E: Unable to locate package docker.io" >&2; exit 100');
  const installing = installPackages(['docker.io'], { env: apt.env, signal, onStep: () => undefined });
  await expect(installing).rejects.toMatchObject({
    value: { code: 'INSTALL_FAILED', why: 'apt-get says: E: Unable to locate package docker.io' },
  });
});

test('cancelling interrupts apt-get and waits until it has ended', async () => {
  const apt = fakeApt(`trap 'sleep 0.1; touch ${folder}/ended; exit 1' INT; while :; do sleep 0.05; done`);
  const abort = new AbortController();
  const installing = installPackages(['docker.io'], {
    env: apt.env,
    signal: abort.signal,
    onStep: () => undefined,
  });
  installing.catch(() => undefined);
  while (apt.calls()[0] === '') await systemClock.sleep(5);
  await systemClock.sleep(50);
  abort.abort();
  await expect(installing).rejects.toMatchObject({ name: 'AbortError' });
  expect(readFileSync(path.join(folder, 'ended'), 'utf8')).toBe('');
});

test('what is there already is not missing', () => {
  for (const command of ['dockerd', 'ip']) {
    writeFileSync(path.join(folder, command), '');
    chmodSync(path.join(folder, command), 0o755);
  }
  expect(missingPackages({ PATH: folder })).toEqual([]);
});
