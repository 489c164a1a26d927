import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import os from 'node:os';
import { expect, launchArguments, test } from './app';
import { engineUrl } from './screens';

/** What the process has left in the folder for temporary files. */
const foldersOf = (pid: number | undefined) =>
  readdirSync(os.tmpdir()).filter(name => name.startsWith(`rockpool-self-test-${pid}-`));

/** Runs the app with --self-test, as a person in a terminal does. */
async function selfTest(env: Record<string, string>) {
  const {
    executablePath,
    args,
    env: inherited,
  } = launchArguments({ dataDir: '', env, args: ['--self-test'] });
  const child = spawn(
    executablePath,
    args.filter(arg => !arg.startsWith('--data-dir')),
    { env: inherited, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let output = '';
  child.stdout.on('data', chunk => {
    output += String(chunk);
  });
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  return { code, output, pid: child.pid };
}

test('the self-test does the main job through the window and leaves nothing', async () => {
  const { code, output, pid } = await selfTest({ DOCKER_HOST: engineUrl() });
  expect(output).toMatch(/✓ 8\/8 .*\nThe self-test passed in /);
  expect(code).toBe(0);
  expect(foldersOf(pid)).toEqual([]);
});

test('from the Help menu it runs beside the app and shows its lines', async ({ launch }) => {
  const { app, page } = await launch({ env: { DOCKER_HOST: engineUrl() } });
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await app.evaluate(({ Menu }) => {
    const help = Menu.getApplicationMenu()?.items.find(item => item.role === 'help');
    help?.submenu?.items.find(({ label }) => label === 'Self-test')?.click();
  });
  const dialog = page.getByRole('dialog', { name: 'Self-test' });
  await expect(dialog.getByRole('log')).toContainText('✓ 1/8');
  await expect(dialog.getByRole('log')).toContainText('The self-test passed', { timeout: 60_000 });
});
