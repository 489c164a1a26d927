/**
 * `npm start`: gets everything that the app needs, then runs it. Arguments after `--` go to the app.
 *
 * Only Node's own modules and our small ones may be imported up here: dependencies may not be there yet.
 */
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { openApp } from './lib/openApp.mjs';
import { root } from './lib/paths.mjs';
import { runMain } from './lib/say.mjs';

await runMain(async () => {
  await ensureDependencies();
  await ensureBuild();
  const { electronRuntime } = await import('./electronRuntime.mjs');
  const { electronPath } = await electronRuntime();
  return await openApp(electronPath, [root, ...process.argv.slice(2)]);
});
