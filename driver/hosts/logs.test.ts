import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fakeClock } from '../../test/support/fakeClock';
import { openHostLogs } from './logs';

const clock = fakeClock();
const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'host-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const open = (where = folder) => openHostLogs({ folder: where, clock, log });

it('keeps what was done to each host, in order, over restarts', async () => {
  await using logs = open();
  logs.note('a', 'info', 'Prepares a');
  logs.note('b', 'info', 'Prepares b');
  logs.note('a', 'warning', 'It does not answer.');
  expect((await logs.read('a')).map(({ level, text }) => `${level} ${text}`)).toEqual([
    'info Prepares a',
    'warning It does not answer.',
  ]);
  await using later = open();
  later.note('a', 'info', 'Prepares a');
  expect(await later.read('a')).toHaveLength(3);
  expect(await later.read('nobody')).toEqual([]);
});

it('stays within two files of a bounded size, with the newest lines', async () => {
  await using logs = open();
  for (let round = 0; round < 40; round += 1) {
    for (let line = 0; line < 10; line += 1) logs.note('a', 'info', `${round} ${'x'.repeat(1500)}`);
    await logs.read('a');
  }
  const sizes = readdirSync(folder).map(name => statSync(path.join(folder, name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
  const lines = await logs.read('a');
  expect(lines.at(-1)?.text).toMatch(/^39 /);
  expect(lines.length).toBeLessThan(400);
});

it('leaves out a line that was torn, and deletes the logs of hosts that are forgotten', async () => {
  writeFileSync(path.join(folder, 'a.log'), '{"at":1,"level":"info","text":"whole"}\n{"at":2,"lev');
  await using logs = open();
  expect(await logs.read('a')).toEqual([{ at: 1, level: 'info', text: 'whole' }]);
  logs.note('b', 'info', 'kept');
  await logs.keepOnly(new Set(['b']));
  expect(readdirSync(folder)).toEqual(['b.log']);
});

it('says in the log of the app what it could not write', async () => {
  const file = path.join(folder, 'no-folder');
  writeFileSync(file, '');
  await using logs = open(file);
  logs.note('a', 'info', 'lost');
  await logs.keepOnly(new Set());
  expect(log.warn).toHaveBeenCalledWith('the log of a host could not be written', expect.anything());
});

it('never leaves its folder, whatever a host is called', async () => {
  await using logs = open(path.join(folder, 'inner'));
  logs.note('../../evil', 'info', 'x');
  await logs.read('a');
  expect(readdirSync(path.join(folder, 'inner'))).toEqual(['evil.log']);
});
