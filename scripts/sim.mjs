/**
 * `npm run sim -- --seeds N --seed S`: N simulated histories of the whole driver, from seed S on (absent: what the commit
 * holds says which, so that each change meets new ones, and a run that went wrong can be had again). `--shrink` leaves steps
 * out of what breaks, `--cloud` has the pools in projects of an emulated OpenStack, under the real provider, `--planted NAME` plants a bug that should be found, `--minutes M` begins no history later than that:
 * fewer than were asked for are a failure.
 */
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/paths.mjs';
import { capture } from './lib/run.mjs';
import { runMain, SetupError, say } from './lib/say.mjs';
import { listenForSignals } from './lib/signals.mjs';
import { loadSimulation } from './lib/simulation.mjs';

/** Few enough to be typed. */
const SEED_DIGITS = 8;

/** Of what the checkout has, so that each change meets new ones, and the same files the same; else it is now. */
async function seedOfTree() {
  const found = capture('git', ['rev-parse', 'HEAD^{tree}'], { cwd: root });
  const { stdout } = await found.catch(() => ({ stdout: '' }));
  return Number.parseInt(stdout.trim().slice(0, SEED_DIGITS), 16) || Math.floor(Date.now() / 1000);
}
async function readArguments() {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '100' },
      seed: { type: 'string' },
      cloud: { type: 'boolean', default: false },
      planted: { type: 'string' },
      shrink: { type: 'boolean', default: false },
      minutes: { type: 'string' },
      /** Where the counts of tests go, for `npm test`. */
      report: { type: 'string' },
    },
  });
  const whole = (name, text) => {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new SetupError(`--${name} is a whole number.`, 'npm run sim -- --seeds 100 --seed 1');
  };
  return {
    ...values,
    seeds: whole('seeds', values.seeds),
    seed: values.seed === undefined ? await seedOfTree() : whole('seed', values.seed),
    limitMs: values.minutes === undefined ? undefined : whole('minutes', values.minutes) * 60_000,
  };
}

await runMain(async () => {
  const { report: file, ...options } = await readArguments();
  await ensureDependencies();
  const signals = listenForSignals();
  const folder = `sim-${process.pid}`;
  try {
    const { run } = await loadSimulation(folder);
    const report = await run({ ...options, say, signal: signals.asked });
    for (const line of [...report.table(), ...report.broken()]) say(line);
    say(
      `${report.cpuSeconds().toFixed(0)} s of processor time, ${report.poolHoursPerSecond().toFixed(1)} hours of a pool of ten hosts for each of them`,
    );
    if (file) await writeFile(file, JSON.stringify(report.counts()));
    say(report.last());
    if (signals.asked.aborted) return 130;
    return report.failures > 0 ? 1 : 0;
  } finally {
    await rm(path.join(root, 'out', folder), { recursive: true, force: true });
    signals.dispose();
  }
});
