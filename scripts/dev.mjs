/** `npm run dev`: the app with hot reload; what is changed in the window arrives at once, the rest restarts it. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findOrStartDisplay } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { sandboxSwitches } from './lib/sandbox.mjs';
import { runMain } from './lib/say.mjs';
import { listenForSignals } from './lib/signals.mjs';

await runMain(async () => {
  await ensureDependencies();
  const { electronRuntime } = await import('./electronRuntime.mjs');
  const { electronPath } = await electronRuntime();
  const noSandbox = (await sandboxSwitches(electronPath)).length > 0 ? ['--noSandbox'] : [];
  const signals = listenForSignals();
  const display = await findOrStartDisplay();
  try {
    const { ELECTRON_RUN_AS_NODE: _, ...env } = { ...process.env, ...display.env };
    const program = path.join(root, 'node_modules/electron-vite/bin/electron-vite.js');
    const child = spawn(
      process.execPath,
      [program, 'dev', '--watch', ...noSandbox, ...process.argv.slice(2)],
      {
        cwd: root,
        env: { ...env, ELECTRON_EXEC_PATH: electronPath },
        stdio: ['ignore', 'inherit', 'inherit'],
        detached: true,
      },
    );
    // The server doesn't end the app that it started, so the signal goes to its whole group.
    signals.asked.addEventListener('abort', () => child.pid && process.kill(-child.pid, 'SIGTERM'));
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', status => resolve(status ?? (signals.asked.aborted ? 0 : 1)));
    });
  } finally {
    await display.dispose();
    signals.dispose();
  }
});
