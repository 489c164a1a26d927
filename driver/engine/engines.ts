import { existsSync, readFileSync } from 'node:fs';
import type { Clock, Random } from '../model/clock';
import { RockpoolError } from '../model/errors';
import type { Log } from '../model/log';
import type { TaskStart, Tasks } from '../tasks/tasks';
import { adviceFor } from './advice';
import { which } from './commands';
import { askPlaces, placesOn } from './discover';
import { openEngine } from './engine';
import { heardEngines } from './heard';
import { privateEngineNotPossible } from './messages';
import type { Engine, Engines } from './port';
import { privateEngineIn } from './privateEngine';

export interface EnginesOptions {
  env: Record<string, string | undefined>;
  home: string;
  platform: NodeJS.Platform;
  clock: Clock;
  random: Random;
  log: Log;
  tasks: Tasks;
  /** Holds the private engine's data. */
  dataDir: string;
  /** Engines of another make, by the scheme of their address: `sim`. */
  openers?: ReadonlyMap<string, (url: string) => Engine>;
}

/** Finding and keeping engines; disposing ends the private one, if there is one. */
export function createEngines(options: EnginesOptions): Engines {
  const { env, home, platform, clock, random, log, tasks, dataDir, openers } = options;
  const uid = process.getuid?.();
  let starting: TaskStart | undefined;
  let disposed = false;

  const { connect, onAnswer } = heardEngines(url => {
    const open = openers?.get(url.slice(0, url.indexOf(':'))) ?? openReal;
    return open(url);
  });
  const own =
    platform === 'linux' && uid === 0
      ? privateEngineIn(dataDir, { clock, random, log, env, connect, canInstall: () => advice().canInstall })
      : undefined;
  const places = () => placesOn({ env, home, platform, uid, privateUrl: own?.url });

  function openReal(url: string): Engine {
    const tlsDir = url.startsWith('tcp:') ? places().find(place => place.url === url)?.tlsDir : undefined;
    return openEngine(url, { clock, random, platform, ...(tlsDir ? { tlsDir } : {}) });
  }

  function advice() {
    const osRelease = platform === 'linux' ? readIfThere('/etc/os-release') : '';
    return adviceFor({ platform, osRelease, isRoot: uid === 0, hasDocker: !!which('dockerd', env) });
  }

  return {
    privateUrl: own?.url,
    discover: ({ signal } = {}) => askPlaces(places(), { clock, platform }, signal ? { signal } : {}),
    connect,
    onAnswer,
    advice,
    startPrivateEngine() {
      if (starting) return starting;
      const task = tasks.start(
        { kind: 'install', title: 'Start a private Docker engine' },
        async ({ signal, report }) => {
          if (!own || disposed) throw new RockpoolError(privateEngineNotPossible(['docker.io']));
          await own.start({ signal, onStep: step => report({ step }) });
          return own.url;
        },
      );
      starting = task;
      const done = () => {
        starting = undefined;
      };
      task.finished.then(done, done);
      return task;
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      if (starting) {
        tasks.cancel(starting.id);
        await starting.finished.catch(() => undefined);
      }
      await own?.stop();
    },
  };
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
