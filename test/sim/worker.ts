/** A process that plays histories: it is sent seeds and answers with what came of each. */

import { drawInCloud } from './cloud/draw';
import { plantedCloudBug } from './cloud/planted';
import type { Counts } from './coverage';
import { plantedBug } from './planted';
import { play } from './play';
import type { Violation } from './scene';
import { draw } from './script';
import { type Counterexample, shrink } from './shrink';

export interface Order {
  seed: number;
  /** The pool is in a project of an emulated OpenStack. */
  isInCloud: boolean;
  /** The bug that is planted. */
  planted?: string | undefined;
  /** Steps are left out as long as it breaks, for so long (ms). */
  shrinkMs?: number | undefined;
}

export interface Answer {
  seed: number;
  steps: number;
  /** Of the simulation. */
  hours: number;
  hostHours: number;
  cpuMs: number;
  hash: string;
  counts: Counts;
  violation?: Violation | undefined;
  /** What happened last. */
  tail: string[];
  smaller?: Counterexample | undefined;
}

const TAIL = 25;
const LINE = 160;
const WHAT = 1_500;

async function answer({ seed, isInCloud, planted, shrinkMs }: Order): Promise<Answer> {
  const bugOf = isInCloud ? plantedCloudBug : plantedBug;
  const bug = planted === undefined ? {} : bugOf(planted);
  const script = (isInCloud ? drawInCloud : draw)(seed);
  const before = process.cpuUsage();
  const { steps, hours, hostHours, hash, counts, violations, lines } = await play(script, bug);
  const { user, system } = process.cpuUsage(before);
  const [violation] = violations;
  const begun = performance.now();
  const mayGoOn = () => performance.now() - begun < (shrinkMs ?? 0);
  const smaller = violation && shrinkMs ? await shrink(script, bug, mayGoOn) : undefined;
  const short = violation && { ...violation, what: violation.what.slice(0, WHAT) };
  const tail = violation ? lines.slice(-TAIL).map(line => line.slice(0, LINE)) : [];
  const cpuMs = (user + system) / 1000;
  return { seed, steps, hours, hostHours, cpuMs, hash, counts, violation: short, tail, smaller };
}

process.on('message', (order: Order) => {
  answer(order).then(
    found => process.send?.(found),
    error => {
      process.stderr.write(`Seed ${order.seed}: ${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
