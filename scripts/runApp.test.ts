import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { joinValues, runApp } from './lib/app.mjs';

/** A program that tells what signal it got, in the exit status. */
const program = (script: string) => ['-e', script];
/** One that lives until a signal ends it, and makes a file when it is ready for that. */
const patient = (script: string) =>
  program(`${script}; setInterval(() => {}, 1000); fs.writeFileSync(${JSON.stringify(ready)}, '')`);

let folder: string;
let ready: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'run-app-'));
  ready = path.join(folder, 'ready');
});
afterEach(() => rmSync(folder, { recursive: true }));
const isReady = () => expect.poll(() => existsSync(ready), { timeout: 30_000 }).toBe(true);

const never = new AbortController().signal;

test('a value that follows its switch is joined to it, as Chromium wants it', () => {
  expect(joinValues(['--data-dir', '/tmp/x', '--self-test', '--a=b', 'file'])).toEqual([
    '--data-dir=/tmp/x',
    '--self-test',
    '--a=b',
    'file',
  ]);
});

test('the exit status of the app is that of the script', async () => {
  const status = await runApp(process.execPath, program('process.exit(7)'), process.env, {
    asked: never,
    forced: never,
  });
  expect(status).toBe(7);
});

test('an app that was asked to quit may end in its own way', async () => {
  const asked = new AbortController();
  const script = "process.on('SIGTERM', () => process.exit(3))";
  const running = runApp(process.execPath, patient(script), process.env, {
    asked: asked.signal,
    forced: never,
  });
  await isReady();
  asked.abort();
  expect(await running).toBe(3);
}, 40_000);

test('an app that does not quit is ended by a second Ctrl-C', async () => {
  const [asked, forced] = [new AbortController(), new AbortController()];
  const script = "process.on('SIGTERM', () => {})";
  const running = runApp(process.execPath, patient(script), process.env, {
    asked: asked.signal,
    forced: forced.signal,
  });
  await isReady();
  asked.abort();
  forced.abort();
  expect(await running).toBe(130);
}, 40_000);

test('the app is not told to run as plain Node', async () => {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const script = 'process.exit(process.env.ELECTRON_RUN_AS_NODE === undefined ? 0 : 1)';
  expect(await runApp(process.execPath, program(script), env, { asked: never, forced: never })).toBe(0);
});
