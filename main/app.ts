import path from 'node:path';
import { app, type BrowserWindow } from 'electron';
import type { ShellRequest } from '../driver/api/shell';
import type { Disposer } from '../driver/model/clock';
import { isLive } from '../driver/model/instance';
import { emptyState } from '../driver/model/state';
import { serveAppPages } from './appProtocol';
import { atStake, leftBehind } from './atStake';
import type { Backend } from './backend';
import type { EmbeddedBrowser } from './browser/browser';
import { notifyDesktop } from './desktop';
import { type Follower, followState } from './follow';
import { offerLink } from './ipcLink';
import { setMenu } from './menu';
import { openDemo } from './openDemo';
import type { Options } from './options';
import { print } from './output';
import { Quit } from './quit';
import { selfTestChild } from './selfTest/child';
import { removeAndExit } from './selfTest/folder';
import { endOnSignals } from './signals';
import { createBroadcast } from './streams';
import { userName } from './userName';
import { focusWindow, openWindow } from './window';

/** The one admin that this version of the app knows. */
const USER = 'admin';
/** So long everything may take to close; then the app ends all the same. */
const CLOSE_LIMIT_MS = 10_000;

/** The running app, for the self-test. */
export interface RunningApp {
  window: BrowserWindow;
  backend: Backend;
  browser: EmbeddedBrowser;
  follower: Follower;
  quit: Quit;
}

/**
 * Opens the window and starts the backend beside it.
 * @throws what the backend throws when it can't start
 */
export async function startApp(options: Options, dataDir: string): Promise<RunningApp> {
  serveAppPages(path.join(import.meta.dirname, '../renderer'));
  const requests = createBroadcast<ShellRequest>();
  const stop = new AbortController();
  let follower: Follower | undefined;
  let browser: EmbeddedBrowser | undefined;
  let backend: Backend | undefined;
  let silence: Disposer | undefined;

  const state = () => follower?.state ?? emptyState();
  /** The pools that are shut down before the app ends. */
  let leaving: string[] = [];
  const quit = new Quit({
    stake: () => atStake(state()),
    ask(stake) {
      if (options.headless || options.selfTest || requests.listeners === 0) return false;
      requests.push({ type: 'quit-asked', stake });
      focusWindow(window);
      return true;
    },
    destroyAll() {
      const live = Object.values(state().instances).filter(isLive);
      backend?.rockpool.services.instances.destroy(live.map(({ id }) => id));
    },
    shutDown(how) {
      leaving = atStake(state()).pools.map(({ id }) => id);
      for (const id of leaving) backend?.rockpool.services.pools.shutdowns.shutDown(id, { how }, userName());
    },
    isShutDown: () =>
      leaving.every(id => backend?.rockpool.services.pools.shutdowns.of(id)?.state === 'done'),
    onChange: listener => follower?.onChange(listener) ?? (() => undefined),
    finish(exitCode) {
      setTimeout(() => app.exit(exitCode), CLOSE_LIMIT_MS);
      void close().finally(() => (options.selfTest ? removeAndExit(dataDir, exitCode) : app.exit(exitCode)));
    },
  });

  async function close(): Promise<void> {
    // The window goes at once; what takes its time does so unseen.
    if (!window.isDestroyed()) window.hide();
    stop.abort();
    silence?.();
    browser?.dispose();
    unlink();
    await backend?.rockpool[Symbol.asyncDispose]();
    backend?.log.info('closed');
    backend?.log.close();
  }

  endOnSignals(code => {
    const text = leftBehind(atStake(state()));
    if (text) print(text);
    quit.now(code);
  });
  app.on('before-quit', event => {
    if (quit.certain) return;
    event.preventDefault();
    quit.request();
  });

  const window = openWindow();
  if (options.demo) labelAsDemo(window);
  window.on('close', event => {
    if (quit.certain) return;
    event.preventDefault();
    // On a Mac an app goes on without a window; it comes back by a click on the dock.
    if (process.platform === 'darwin') window.hide();
    else quit.request();
  });
  app.on('second-instance', () => focusWindow(window));
  app.on('activate', () => focusWindow(window));

  const started = start();
  const unlink = offerLink(window.webContents, async transport => {
    const { serve } = await started;
    return serve(transport);
  });

  async function start() {
    const [{ startBackend, serveLink }, { createBrowser }, { createShell }, terminal] = await Promise.all([
      import('./backend'),
      import('./browser/browser'),
      import('./shell'),
      options.terminal ? import('./terminal') : undefined,
    ]);
    backend = await startBackend(dataDir, options);
    const { rockpool, log, keyring } = backend;
    const { services } = rockpool;
    log.info('started', { version: app.getVersion(), electron: process.versions.electron, keyring });
    follower = followState(services.changes, stop.signal);
    terminal?.showInTerminal(follower, print);
    browser = createBrowser({
      window,
      services,
      follower,
      downloadFolder: () => services.settings.get().downloadDirectory ?? app.getPath('downloads'),
    });
    const shell = createShell({
      window,
      browser,
      requests,
      quit,
      about: { dataDir, keyring, headless: options.headless, demo: options.demo },
      logFile: log.file,
      openDemo: () => openDemo(options.dataDir),
      selfTest: signal => selfTestChild(signal, Object.values(follower?.state.pools ?? {})[0]?.engineUrl),
    });
    if (!options.headless && !options.selfTest) silence = notifyDesktop(window, follower, requests);
    setMenu({
      request: request => requests.push(request),
      showLogs: () => shell.showLogs(),
      quit: () => quit.request(),
    });
    return {
      serve: (transport: Parameters<typeof serveLink>[0]) =>
        serveLink(transport, { services, shell, userId: USER, userName: userName() }, log),
    };
  }

  await started;
  return { window, quit, ...must({ backend, browser, follower }) };
}

function must<T extends object>(parts: T): { [K in keyof T]: NonNullable<T[K]> } {
  return parts as { [K in keyof T]: NonNullable<T[K]> };
}

/** The window's title says so at all times; each simulated pool has a label of its own in the header. */
function labelAsDemo(window: BrowserWindow): void {
  window.on('page-title-updated', event => event.preventDefault());
  window.setTitle('Rockpool demo: all hosts are simulated');
}
