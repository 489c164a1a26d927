import path from 'node:path';

/** What the command line and the environment say of this run. */
export interface Options {
  /** As given by `--data-dir=`, absolute. */
  dataDir: string | undefined;
  /** True with `--self-test`: the app does the main job by itself and ends. */
  selfTest: boolean;
  /** True with `--demo`: simulated hosts only, in a data folder of its own. */
  demo: boolean;
  /** With `--shut-down` or `--shut-down=now`: all pools are shut down, the report is printed, and the app ends. */
  shutDown: 'wait' | 'now' | undefined;
  /** True where nobody sees the window (ROCKPOOL_HEADLESS=1). */
  headless: boolean;
  /** True where the terminal shows what the window shows (ROCKPOOL_TERMINAL=1); the self-test has lines of its own. */
  terminal: boolean;
}

export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Options {
  const dataDir = argv.find(arg => arg.startsWith('--data-dir='))?.slice('--data-dir='.length);
  const selfTest = argv.includes('--self-test');
  return {
    dataDir: dataDir ? path.resolve(cwd, dataDir) : undefined,
    selfTest,
    demo: argv.includes('--demo') && !selfTest,
    shutDown: selfTest ? undefined : shutDownOf(argv),
    headless: env.ROCKPOOL_HEADLESS === '1',
    terminal: env.ROCKPOOL_TERMINAL === '1' && !selfTest,
  };
}

function shutDownOf(argv: readonly string[]): Options['shutDown'] {
  if (argv.includes('--shut-down=now')) return 'now';
  return argv.includes('--shut-down') || argv.includes('--shut-down=wait') ? 'wait' : undefined;
}
