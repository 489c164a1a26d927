/** Runs the app that `npm run package` has made, as `npm start` runs the one in the checkout. */
import { existsSync } from 'node:fs';
import { openApp } from './lib/openApp.mjs';
import { packagedApp } from './lib/packagedApp.mjs';
import { runMain, SetupError } from './lib/say.mjs';
import { ensureSystemLibraries } from './lib/systemLibraries.mjs';

await runMain(async () => {
  const executable = packagedApp();
  if (!existsSync(executable)) throw new SetupError('The app has not been packaged yet.', 'npm run package');
  await ensureSystemLibraries(executable);
  return await openApp(executable, process.argv.slice(2));
});
