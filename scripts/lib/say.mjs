/** What the set-up says in the terminal: one line for each step that lasts longer than a second. */

const PATIENCE_MS = 1000;

/** @type {NodeJS.WritableStream} */
let stream = process.stdout;

/** For scripts whose standard output is read by a program. */
export function sayOnStderr() {
  stream = process.stderr;
}

/** @param {string} line */
export function say(line) {
  stream.write(`${line}\n`);
}

/**
 * A set-up failure that a person can mend. `next` is what to do, ready to be copied into a shell where possible.
 */
export class SetupError extends Error {
  /**
   * @param {string} message what went wrong, as a sentence
   * @param {string} [next] what to do about it
   * @param {{ cause?: unknown }} [options]
   */
  constructor(message, next, options) {
    super(message, options);
    this.name = 'SetupError';
    this.next = next;
  }
}

/**
 * Runs `work`; when it's still going after a second, says `title`, and in the end how long it took.
 * @template T
 * @param {string} title what is being done, without a full stop
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const began = performance.now();
  let said = false;
  const timer = setTimeout(() => {
    said = true;
    say(`${title} …`);
  }, PATIENCE_MS);
  try {
    const result = await work();
    if (said) say(`  done in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs a script's main function: a SetupError becomes its sentence and exit status 1, anything else its stack.
 * @param {() => Promise<number | void>} main returns the exit status, 0 when nothing
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof SetupError) {
      process.stderr.write(`\n${error.message}\n${error.next ? `\n  ${error.next}\n` : ''}`);
    } else {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    }
    process.exitCode = 1;
  }
}
