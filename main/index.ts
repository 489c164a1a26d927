import { app } from 'electron';
import { type RunningApp, startApp } from './app';
import { registerAppScheme } from './appProtocol';
import { chooseFolders } from './folders';
import { mistakeIn, readOptions } from './options';
import { print, printError } from './output';
import { secure } from './security';
import { selfTestFolder } from './selfTest/folder';
import { failStart, showUncaught } from './trouble';
import { userName } from './userName';

const given = readOptions(process.argv, process.env, process.cwd());
const options = given.selfTest ? { ...given, dataDir: selfTestFolder() } : given;
const dataDir = chooseFolders(options);

async function run(): Promise<void> {
  let running: RunningApp | undefined;
  showUncaught(() => running?.backend.log, options.headless);
  await app.whenReady();
  running = await startApp(options, dataDir);
  if (options.shutDown) {
    const { shutDownAll } = await import('./shutDownRun');
    const { backend, follower } = running;
    const { services } = backend.rockpool;
    running.quit.now(await shutDownAll(options.shutDown, services, follower, userName(), print));
  }
  if (!options.selfTest) return;
  const { runSelfTest } = await import('./selfTest/run');
  running.quit.now(await runSelfTest(running, { dataDir, headless: options.headless }));
}

const mistake = mistakeIn(process.argv);
if (mistake) {
  printError(`Rockpool was not started. ${mistake}`);
  app.exit(2);
} else if (app.requestSingleInstanceLock()) {
  registerAppScheme();
  secure();
  // Nothing is awaited up here: the app would never become ready.
  void run().catch(error => failStart(error, options.headless));
} else {
  print('Rockpool is already running; its window is in front now.');
  app.exit(0);
}
