/** `npm run package`: the app in a folder of its own under dist/, ready to run and to be wrapped for a system. */
import path from 'node:path';
import { electronRuntime } from './electronRuntime.mjs';
import { ensureBuild } from './lib/build.mjs';
import { packagedApp } from './lib/packagedApp.mjs';
import { root } from './lib/paths.mjs';
import { must } from './lib/run.mjs';
import { runMain, say, step } from './lib/say.mjs';

await runMain(async () => {
  await ensureBuild();
  const { electronPath, version } = await electronRuntime();
  await step('Packaging the app', () =>
    must(
      process.execPath,
      [
        ...[path.join(root, 'node_modules/electron-builder/cli.js'), '--dir', '--publish', 'never'],
        ...[`-c.electronVersion=${version}`, `-c.electronDist=${path.dirname(electronPath)}`],
      ],
      { cwd: root },
    ),
  );
  say(`Packaged: ${packagedApp()}`);
});
