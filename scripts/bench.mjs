/**
 * `npm run bench -- [NAME] [--json]`: ours against a named baseline, in turn. NAME is a measure (`proxy.gets`), what
 * measures have before a point (`proxy`), or a file of test/bench (`ssh`). What a benchmark is: test/bench/contract.ts.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { loadBenches } from './lib/benches.mjs';
import { ensureBuild } from './lib/build.mjs';
import { installPackages } from './lib/debian.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findOrStartDisplay } from './lib/display.mjs';
import { findOrStartLabHosts, labHostsDir, labKey, startBareLabHost } from './lib/labHosts.mjs';
import { ensureLabImages } from './lib/labImages.mjs';
import { root } from './lib/paths.mjs';
import { findOrStartEngine } from './lib/privateEngine.mjs';
import { which } from './lib/run.mjs';
import { runMain, SetupError, sayOnStderr } from './lib/say.mjs';
import { listenForSignals } from './lib/signals.mjs';

const sshConfig = path.join(labHostsDir, 'ssh_config');

const figure = number => (Number.isFinite(number) ? Number(number.toPrecision(4)) : null);

const asJson = result =>
  JSON.stringify(result, (_, value) => (typeof value === 'number' ? figure(value) : value));

function asRow({ measure, ratio, ours, baseline, unit, runs, spread }) {
  const cells = [figure(ratio), figure(ours), figure(baseline)].map(cell => String(cell).padStart(10));
  return `${measure.padEnd(18)}${cells.join('')}  ${unit.padEnd(8)}${String(runs).padStart(5)}${`${figure(spread * 100)} %`.padStart(10)}`;
}

const HEADER = `${'measure'.padEnd(18)}${['ratio', 'ours', 'baseline'].map(c => c.padStart(10)).join('')}  unit     runs    spread`;

/** What benches ask for is brought once, when first asked for, and put away in the end. */
function once(make) {
  let made;
  return () => (made ??= make());
}

await runMain(async () => {
  const args = process.argv.slice(2);
  const json = args.includes('--json');
  const name = args.find(arg => !arg.startsWith('-')) ?? '';
  sayOnStderr();
  await ensureDependencies();
  await ensureBuild();
  const disposers = [];
  const keep = thing => {
    disposers.push(thing.dispose);
    return thing;
  };
  const signals = listenForSignals();
  try {
    const { benches: files, program } = keep(await loadBenches());
    const isMeant = measure => name === '' || name in files || `${measure}.`.startsWith(`${name}.`);
    const benches = (files[name] ?? Object.values(files).flat()).filter(({ measures }) =>
      measures.some(isMeant),
    );
    if (benches.length === 0)
      throw new SetupError(`No benchmark has a measure or a file of the name "${name}".`);
    const tempDir = await mkdtemp('/var/tmp/rockpool-bench-');
    disposers.push(() => rm(tempDir, { recursive: true, force: true }));
    const { env } = keep(await findOrStartDisplay());
    Object.assign(process.env, env);
    delete process.env.ELECTRON_RUN_AS_NODE;
    const context = {
      signal: signals.asked,
      tempDir,
      root,
      program,
      say: line => process.stderr.write(`${line}\n`),
      engine: once(async () => keep(await findOrStartEngine()).dockerHost),
      image: async image => path.join(await ensureLabImages([image]), `${image}.tar`),
      bareHost: async () => {
        const { host } = keep(await startBareLabHost());
        return { ...host, sshConfig, privateKey: await labKey() };
      },
      hosts: async count => {
        if (!which('docker')) await installPackages(['docker.io'], "a client of Docker's");
        const { hosts } = keep(await findOrStartLabHosts(count));
        const privateKey = await labKey();
        return hosts.slice(0, count).map(host => ({ ...host, sshConfig, privateKey }));
      },
      electron: once(async () => {
        const { electronRuntime } = await import('./electronRuntime.mjs');
        return (await electronRuntime()).electronPath;
      }),
    };
    if (!json) process.stdout.write(`${HEADER}\n`);
    for (const bench of benches) {
      for (const result of await bench.run(context)) {
        if (!isMeant(result.measure)) continue;
        process.stdout.write(`${json ? asJson(result) : asRow(result)}\n`);
      }
    }
  } catch (error) {
    if (!signals.asked.aborted) throw error;
    return 130;
  } finally {
    for (const dispose of disposers.reverse()) await dispose();
    signals.dispose();
  }
});
