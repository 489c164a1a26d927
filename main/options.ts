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

/** Our switches, and what each may be given after `=`; undefined: nothing, `FOLDER`: anything. */
const switches = new Map<string, readonly string[] | 'FOLDER' | undefined>([
  ['--data-dir', 'FOLDER'],
  ['--self-test', undefined],
  ['--demo', undefined],
  ['--shut-down', ['wait', 'now']],
]);

/**
 * What is wrong with the switches, in a sentence; undefined: nothing. Electron and Chromium have hundreds of their own, so
 * one that isn't ours is only refused where it is one of ours but for its dashes.
 */
export function mistakeIn(argv: readonly string[]): string | undefined {
  for (const arg of argv) {
    const [name = '', value] = arg.split(/=(.*)/s);
    if (switches.has(name)) {
      const allowed = switches.get(name);
      if (allowed === 'FOLDER' && !value) return `${name} needs a folder: ${name}=FOLDER.`;
      if (value === undefined || allowed === 'FOLDER') continue;
      if (!allowed) return `${name} takes no value, and was given "${value}".`;
      if (!allowed.includes(value))
        return `${name} can't be "${value}": it is ${allowed.map(one => `${name}=${one}`).join(' or ')}.`;
    } else if (name.startsWith('-')) {
      const meant = [...switches.keys()].find(ours => lettersOf(ours) === lettersOf(name));
      if (meant) return `${name} is not known: it is written ${meant}.`;
    }
  }
  return undefined;
}

const lettersOf = (name: string) => name.replace(/[-_]/g, '').toLowerCase();

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
