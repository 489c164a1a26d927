import { execFile, spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { which } from '../../scripts/lib/run.mjs';
import { asRoot, notRoot, quoted, scriptWith } from './asRoot';
import type { SshTarget } from './port';

const PASSWORD = "se'cret";
const target: SshTarget = {
  ...{ address: 'lab1', port: 22, user: 'ada', hostKeys: [] },
  credential: { kind: 'agent', socket: undefined },
};
const shellcheck = which('shellcheck');

test('the password for sudo is the first line of the input and nowhere else', () => {
  const { command, input } = asRoot({ ...target, sudoPassword: `${PASSWORD}\nrm -rf /` }, 'true');
  expect(input.split('\n')).toEqual([PASSWORD, '#rockpool', 'true', '']);
  expect(command).not.toContain(PASSWORD);
});

test('without a password the first line is empty', () => {
  expect(asRoot(target, 'true').input).toBe('\n#rockpool\ntrue\n');
});

test('arguments and an input reach a script as they are', async () => {
  const odd = `it's "$HOME" \`id\` \\ é`;
  const script = scriptWith('printf "%s|%s\\n" "$1" "$2"; cat', [odd, ''], `first\n${odd}`);
  const shell = spawn('bash', ['-s']);
  shell.stdin.end(script);
  expect(await text(shell.stdout)).toBe(`${odd}|\nfirst\n${odd}\n`);
});

test('an older bash, too, runs it where the disk is full', async () => {
  const script = scriptWith('cat', [], 'an input');
  const full = "trap '' XFSZ; ulimit -f 0; BASH_COMPAT=5.0 exec bash -s";
  const shell = spawn('bash', ['-c', full]);
  shell.stdin.end(script);
  expect(await text(shell.stdout)).toBe('an input\n');
});

test('who did not become root is told from a script that failed', () => {
  const ended = (status: number, stderr = '') => notRoot(target, { status, stdout: '', stderr })?.code;
  expect([91, 92, 93].map(status => ended(status))).toEqual([
    'SSH_NO_SUDO',
    'SSH_SUDO_PASSWORD',
    'SSH_SUDO_REFUSED',
  ]);
  expect([0, 1, 75].map(status => ended(status))).toEqual([undefined, undefined, undefined]);
});

test.skipIf(!shellcheck)('shellcheck has nothing to say (left out where it is not installed)', async () => {
  const folders = ['.', '../machines', '../providers/ssh'].map(name => path.join(import.meta.dirname, name));
  const names = await Promise.all(
    folders.map(async folder => (await readdir(folder)).map(name => path.join(folder, name))),
  );
  const files = names.flat().filter(name => name.endsWith('.sh'));
  expect(files.length).toBeGreaterThan(4);
  await promisify(execFile)(shellcheck ?? '', files);
});

test('one word for a shell, whatever is in it', () => {
  expect(quoted("it's")).toBe("'it'\\''s'");
});
