/**
 * `npm start`: gets everything that the app needs, then runs it. Arguments after `--` go to the app.
 *
 * Only Node's own modules and our small ones may be imported up here: dependencies may not be there yet.
 */
import { joinValues, runApp } from './lib/app.mjs';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findOrStartDisplay } from './lib/display.mjs';
import { root } from './lib/paths.mjs';
import { sandboxSwitches } from './lib/sandbox.mjs';
import { runMain, say } from './lib/say.mjs';
import { listenForSignals } from './lib/signals.mjs';

await runMain(async () => {
  await ensureDependencies();
  await ensureBuild();
  const { electronRuntime } = await import('./electronRuntime.mjs');
  const { electronPath } = await electronRuntime();
  const switches = await sandboxSwitches(electronPath);
  if (switches.length > 0)
    say("Running as root, which Chromium's sandbox refuses: starting with --no-sandbox.");
  const signals = listenForSignals();
  const display = await findOrStartDisplay();
  try {
    if (display.virtual) say(`No display here: the window opens on a virtual one (${display.env.DISPLAY}).`);
    const env = display.virtual ? { ROCKPOOL_HEADLESS: '1', ROCKPOOL_TERMINAL: '1' } : {};
    return await runApp(
      electronPath,
      [...switches, root, ...joinValues(process.argv.slice(2))],
      { ...process.env, ...display.env, ...env },
      signals,
    );
  } finally {
    await display.dispose();
    signals.dispose();
  }
});
