import { app } from 'electron';
import { startApp } from './app';
import { registerAppScheme } from './appProtocol';
import { chooseFolders } from './folders';
import { readOptions } from './options';
import { print } from './output';
import { secure } from './security';
import { failStart, showUncaught } from './trouble';

const options = readOptions(process.argv, process.env, process.cwd());
const dataDir = chooseFolders(options);

async function run(): Promise<void> {
  await app.whenReady();
  const running = await startApp(options, dataDir);
  showUncaught(() => running.backend.log, options.headless);
}

if (app.requestSingleInstanceLock()) {
  registerAppScheme();
  secure();
  // Nothing is awaited up here: the app would never become ready.
  void run().catch(error => failStart(error, options.headless));
} else {
  print('Rockpool is already running; its window is in front now.');
  app.exit(0);
}
