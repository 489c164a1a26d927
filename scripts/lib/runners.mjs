/** The test runners: how each is called, and how many tests it ran by its own report. */
import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './paths.mjs';
import { giveWay, stop, tied } from './processes.mjs';
import { say } from './say.mjs';

const STOP_LIMIT_MS = 20_000;

/**
 * `broken` and `unsteady` (passed at the second try alone): what the tests are called, each with why it failed.
 * @typedef {{ passed: number, failed: number, skipped: number, broken?: string[], unsteady?: string[] }} Counts
 */

/**
 * With real services a test can fail by what the machine does at that moment. CI gives it a second try, and lists it: it
 * says nothing against the change at hand, but is to be looked into.
 */
const secondTry = env => (env.CI === 'true' ? 1 : 0);

const firstLine = (text = '') => stripVTControlCharacters(text).split('\n', 1)[0];

/** Of tests that failed, at least at first, and ended so. */
function reasons({ testResults }, ending) {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, failureMessages }) => status === ending && failureMessages.length > 0)
    .map(({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages[0])}`);
}

function vitest(projects, { mayTryAgain = false, workers = '' } = {}) {
  return {
    program: 'node_modules/vitest/vitest.mjs',
    args: (report, env) => [
      ...[
        'run',
        ...projects.map(project => `--project=${project}`),
        `--retry=${mayTryAgain ? secondTry(env) : 0}`,
        ...(workers ? [`--maxWorkers=${workers}`] : []),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      '--passWithNoTests',
    ],
    count: report => ({
      passed: report.numPassedTests,
      // A file that can't be loaded fails as a suite and counts no test.
      failed:
        report.numFailedTests +
        report.testResults.filter(f => f.status === 'failed' && !f.assertionResults.length).length,
      skipped: report.numPendingTests + report.numTodoTests,
      broken: reasons(report, 'failed'),
      unsteady: reasons(report, 'passed'),
    }),
  };
}

function playwright(config) {
  return {
    program: 'node_modules/@playwright/test/cli.js',
    args: (_report, env) => [
      'test',
      `--config=${config}`,
      `--retries=${secondTry(env)}`,
      '--reporter=list,json',
      '--pass-with-no-tests',
    ],
    count: ({ stats, errors, suites }) => ({
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected + errors.length,
      skipped: stats.skipped,
      broken: specReasons(suites, 'unexpected'),
      unsteady: specReasons(suites, 'flaky'),
    }),
  };
}

/** @returns {any[]} all tests of a report of Playwright's, of files and of groups in them */
function specsOf(suites = []) {
  return suites.flatMap(({ specs = [], suites: inner }) => [...specs, ...specsOf(inner)]);
}

function specReasons(suites, ending) {
  return specsOf(suites)
    .filter(({ tests }) => tests.some(({ status }) => status === ending))
    .map(({ title, tests }) => `${title}: ${firstLine(tests[0].results[0]?.error?.message)}`);
}

/**
 * Histories that nobody has seen before. They are computed, in a time of their own, while the other tests mostly wait: so
 * they take what is left of the processors, beside them.
 */
const simulation = {
  program: 'scripts/sim.mjs',
  args: report => ['--seeds', '5000', '--minutes', '60', '--report', report],
  count: counts => counts,
  isPatient: true,
};

/** The same in projects of an emulated OpenStack, under the real provider. */
const simulationInCloud = {
  ...simulation,
  args: report => ['--cloud', '--seeds', '200', '--minutes', '60', '--report', report],
};

/** @type {Record<string, any>} By name, in the order in which `npm test` runs them. */
export const runners = {
  // Bugs on purpose, each of which the checks of the simulation must find, are among them.
  // They compute and touch nothing of the machine: those of the engine, which mostly wait, begin meanwhile. Of two
  // processors vitest would leave one alone.
  unit: {
    ...vitest(['unit', 'unit-window', 'crash', 'sim', 'planted'], { workers: '100%' }),
    runsBeside: 'integration',
  },
  sim: simulation,
  cloud: simulationInCloud,
  planted: vitest(['planted']),
  integration: vitest(['integration'], { mayTryAgain: true }),
  // What goes over SSH, on hosts of its own: it mostly waits for these, and windows and their engine have nothing to do
  // with it.
  ssh: { ...vitest(['ssh'], { mayTryAgain: true }), runsBeside: 'e2e' },
  e2e: playwright('playwright.config.ts'),
  // In a real project, which OS_CLOUD names.
  openstack: playwright('test/openstack/playwright.config.ts'),
  // Not tests: the README's pictures.
  screenshots: playwright('test/screenshots/playwright.config.ts'),
};

/** What `npm test` runs where it isn't told, in this order; new histories beside those that follow. */
export const all = ['unit', 'sim', 'cloud', 'integration', 'ssh', 'e2e'];

/**
 * Runs one, its output shown as it comes; of one that runs beside others when it has ended.
 * @param {string} name one of `runners`
 * @param {{ filters: string[], env: NodeJS.ProcessEnv, workDir: string, signal: AbortSignal, isBeside?: boolean }} options
 *   a patient one takes only what the others, which it runs beside, leave of the processors
 * @returns {Promise<Counts>} a runner that fails without a failed test counts as one failure
 */
export async function runTests(name, { filters, env, workDir, signal, isBeside = false }) {
  const runner = runners[name];
  const report = path.join(workDir, `${name}.json`);
  const output = path.join(workDir, `${name}.txt`);
  const file = isBeside ? await open(output, 'w') : undefined;
  const [program, args] = tied(process.execPath, [
    path.join(root, runner.program),
    ...runner.args(report, env),
    ...filters,
  ]);
  const child = spawn(program, args, {
    cwd: root,
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    stdio: ['ignore', file?.fd ?? 'inherit', file?.fd ?? 'inherit'],
    // A session of its own, so that the priority counts against all others.
    detached: isBeside,
  });
  if (isBeside && runner.isPatient && child.pid !== undefined) await giveWay(child.pid);
  const onAbort = () => void stop(child, STOP_LIMIT_MS);
  signal.addEventListener('abort', onAbort);
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  signal.removeEventListener('abort', onAbort);
  if (file) {
    await file.close();
    say(`\n── ${name} tests, which ran beside\n${await readFile(output, 'utf8')}`);
  }
  const counts = await readFile(report, 'utf8').then(
    text => runner.count(JSON.parse(text)),
    () => ({ passed: 0, failed: 0, skipped: 0 }),
  );
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}
