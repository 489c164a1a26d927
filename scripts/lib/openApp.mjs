/** Opening the app's window, from the checkout or packaged, on whatever this machine has for a display. */
import { joinValues, runApp } from './app.mjs';
import { findOrStartDisplay } from './display.mjs';
import { sandboxSwitches } from './sandbox.mjs';
import { say } from './say.mjs';
import { listenForSignals } from './signals.mjs';

/**
 * Runs it to its end; Ctrl-C quits it.
 * @param {string} executable Electron's, or the packaged app's
 * @param {string[]} args the app's folder where Electron needs it, then what the app is told
 * @returns {Promise<number>} its exit status
 * @throws {import('./say.mjs').SetupError}
 */
export async function openApp(executable, args) {
  const switches = await sandboxSwitches(executable);
  if (switches.length > 0)
    say("Running as root, which Chromium's sandbox refuses: starting with --no-sandbox.");
  const signals = listenForSignals();
  const display = await findOrStartDisplay();
  try {
    if (display.virtual) say(`No display here: the window opens on a virtual one (${display.env.DISPLAY}).`);
    const env = display.virtual ? { ROCKPOOL_HEADLESS: '1', ROCKPOOL_TERMINAL: '1' } : {};
    return await runApp(
      executable,
      [...switches, ...joinValues(args)],
      { ...process.env, ...display.env, ...env },
      signals,
    );
  } finally {
    await display.dispose();
    signals.dispose();
  }
}
