import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';
import Docker from 'dockerode';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A running Rockpool, in a data folder and a Chromium profile of its own. */
export interface RunningApp {
  app: ElectronApplication;
  /** The app's own window. Pages of the embedded browser are further ones in `app.windows()`. */
  page: Page;
  dataDir: string;
  /** Ends it as Ctrl-C does, with instances kept; resolves with its exit code. */
  close(): Promise<number | null>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Once it has ended: the mark of its data folder; undefined where it never got so far. */
  controllerId(): string | undefined;
}

export interface LaunchOptions {
  /** Default: a new one. One that is given is kept. */
  dataDir?: string;
  env?: Record<string, string>;
  args?: string[];
}

/** The Electron that tests run in: ROCKPOOL_TEST_ELECTRON, or the one that the scripts have made. */
export function electronPath(): string {
  const file = process.env.ROCKPOOL_TEST_ELECTRON ?? path.join(root, '.runtime/electron-dist/electron');
  if (!existsSync(file)) throw new Error(`There is no Electron at ${file}; "npm test -- e2e" brings one.`);
  return file;
}

/** Command-line arguments and environment with which the built app (out/) is started. */
export function launchArguments({ dataDir, env = {}, args = [] }: LaunchOptions & { dataDir: string }) {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env as Record<string, string>;
  return {
    executablePath: electronPath(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      process.env.ROCKPOOL_TEST_APP ?? root,
      `--data-dir=${dataDir}`,
      ...args,
    ],
    env: { ...inherited, ...env },
  };
}

/** Starts the app and waits for its window. Whoever calls it closes it; the fixture `launch` does so by itself. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'rockpool-e2e-')));
  const app = await _electron.launch(launchArguments({ ...options, dataDir }));
  const process = app.process();
  const exited = new Promise<number | null>(resolve => process.once('exit', resolve));
  let controllerId: string | undefined;
  const clean = async () => {
    const mark = await readFile(path.join(dataDir, 'controller-id'), 'utf8').catch(() => undefined);
    controllerId ??= mark?.trim();
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const page = await app.firstWindow();
  return {
    app,
    page,
    dataDir,
    controllerId: () => controllerId,
    async close() {
      if (process.exitCode === null) process.kill('SIGINT');
      const code = await exited;
      await clean();
      return code;
    },
    async kill() {
      process.kill('SIGKILL');
      await exited;
      await clean();
    },
  };
}

interface Fixtures {
  /** `launchApp`, with everything that it started ended after the test. */
  launch(options?: LaunchOptions): Promise<RunningApp>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern.
  launch: async ({}, use) => {
    const running: RunningApp[] = [];
    await use(async options => {
      const one = await launchApp(options);
      running.push(one);
      return one;
    });
    for (const one of running) {
      await one.close();
      await sweep(one.controllerId());
    }
  },
});

/** Removes what an app has left on the engine, so that a test that fails doesn't take slots from those after it. */
async function sweep(controllerId: string | undefined): Promise<void> {
  const socketPath = process.env.DOCKER_HOST?.replace(/^unix:\/\//, '');
  if (!controllerId || !socketPath?.startsWith('/')) return;
  const docker = new Docker({ socketPath });
  const filters = { label: [`rockpool.controller=${controllerId}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) {
    await docker
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch(({ statusCode }) => {
        // Gone, or going already: the app asked for it before it ended.
        if (statusCode !== 404 && statusCode !== 409)
          throw new Error(`${Id} can't be removed: ${statusCode}`);
      });
  }
}

export { expect } from '@playwright/test';
