import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, launchArguments, type RunningApp, test } from './app';
import { destroySample, instanceRows, runSample } from './sample';
import { show } from './screens';

let dataDir: string;
test.beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'rockpool-e2e-'));
});
test.afterEach(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));

/** What a click on the window's close button does. */
const closeWindow = ({ app }: RunningApp) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

const exitOf = ({ app }: RunningApp) =>
  new Promise<number | null>(resolve => {
    const child = app.process();
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once('exit', resolve);
  });

/** A copy of the app that is started from a terminal: its exit code and what it prints. */
async function startCopy(options: { dataDir: string; env?: Record<string, string> }) {
  const { executablePath, args, env } = launchArguments(options);
  const child = spawn(executablePath, args, { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += String(chunk);
    });
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  return { code, output };
}

test('closing the window with nothing running ends the app', async ({ launch }) => {
  const running = await launch({ dataDir });
  await expect(running.page.getByRole('navigation').first()).toBeVisible();
  const exit = exitOf(running);
  await closeWindow(running).catch(() => undefined);
  expect(await exit).toBe(0);
});

test('closing with an instance asks; kept, it runs on and is found again at the next start, with the last screen', async ({
  launch,
}) => {
  const first = await launch({ dataDir });
  await runSample(first);
  await closeWindow(first);
  const dialog = first.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  const exit = exitOf(first);
  await closeWindow(first);
  await dialog
    .getByRole('button', { name: /^Keep/ })
    .click()
    .catch(() => undefined);
  expect(await exit).toBe(0);

  const second = await launch({ dataDir });
  await show(second.page, 'Dashboard');
  await expect(instanceRows(second.page).first()).toContainText('running');
  await destroySample(second.page);

  await show(second.page, 'Images');
  const end = exitOf(second);
  await closeWindow(second).catch(() => undefined);
  expect(await end).toBe(0);
  const third = await launch({ dataDir });
  await expect(third.page.getByRole('heading', { name: 'Images' })).toBeVisible();
});

test('closing with an instance and destroying it first leaves none', async ({ launch }) => {
  const first = await launch({ dataDir });
  await runSample(first);
  const exit = exitOf(first);
  await closeWindow(first);
  await first.page
    .getByRole('dialog')
    .getByRole('button', { name: /^Destroy/ })
    .click();
  expect(await exit).toBe(0);

  const second = await launch({ dataDir });
  await show(second.page, 'Dashboard');
  await expect(second.page.getByRole('button', { name: /^Destroy pb-/ })).toHaveCount(0);
});

test('Ctrl-C ends the app without a question and keeps what runs', async ({ launch }) => {
  const first = await launch({ dataDir });
  await runSample(first);
  expect(await first.close()).toBe(130);
  const second = await launch({ dataDir });
  await show(second.page, 'Dashboard');
  await expect(instanceRows(second.page).first()).toContainText('running');
  await destroySample(second.page);
});

test('a second copy ends at once; with another data folder it is an app of its own', async ({ launch }) => {
  const first = await launch({ dataDir });
  await expect(first.page.getByRole('navigation').first()).toBeVisible();
  const { code, output } = await startCopy({ dataDir });
  expect(code).toBe(0);
  expect(output).toContain('already running');
  const other = await launch();
  await expect(other.page.getByRole('navigation').first()).toBeVisible();
});

test('a data folder that cannot be used is told in a sentence, with an exit code', async () => {
  const file = path.join(dataDir, 'file');
  await writeFile(file, '');
  const { code, output } = await startCopy({ dataDir: file, env: { ROCKPOOL_HEADLESS: '1' } });
  expect(code).toBe(1);
  expect(output).toContain('Rockpool cannot write into its data folder.');
  expect(output).toContain('--data-dir=FOLDER');
});
