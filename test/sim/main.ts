/** Plays many histories on all processors and says what came of them. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { cloudCoverage } from './cloud/coverage';
import { Report } from './report';
import type { Answer, Order } from './worker';

export interface RunOptions {
  seeds: number;
  seed: number;
  /** The pools are in projects of an emulated OpenStack. */
  cloud?: boolean;
  planted?: string | undefined;
  shrink: boolean;
  /** No history is begun later (ms from the start); absent: there is no such limit. */
  limitMs?: number | undefined;
  say(line: string): void;
  signal: AbortSignal;
}

/** A history that lasts longer (ms of real time) hangs; one that takes what others leave of a processor may take minutes. */
const LIMIT_MS = 900_000;
const SHRINK_MS = 60_000;
/** So many that broke are enough. */
const MOST_BROKEN = 20;
const TELL_EVERY = 500;

export async function run({
  seeds,
  seed,
  cloud = false,
  planted,
  shrink,
  limitMs = Number.POSITIVE_INFINITY,
  say,
  signal,
}: RunOptions): Promise<Report> {
  say(`Seeds ${seed} to ${seed + seeds - 1}.`);
  const report = new Report({ planted, ...(cloud ? { coverage: cloudCoverage, flags: ' --cloud' } : {}) });
  const begun = performance.now();
  const end = seed + seeds;
  let next = seed;
  let broken = 0;
  let told = 0;
  const orders = (): Order | undefined => {
    if (next >= end || broken >= MOST_BROKEN || signal.aborted) return undefined;
    if (performance.now() - begun > limitMs) {
      report.addLeftOut(end - next);
      next = end;
      return undefined;
    }
    const order = { seed: next, isInCloud: cloud, planted, shrinkMs: shrink ? SHRINK_MS : 0 };
    next += 1;
    return order;
  };
  function note(answer: Answer): void {
    report.add(answer);
    if (answer.violation) broken += 1;
    if (answer.smaller) say(JSON.stringify(answer.smaller));
    told += 1;
    if (told % TELL_EVERY === 0) say(`${told} of ${seeds} …`);
  }
  const workers = Math.min(seeds, availableParallelism());
  await Promise.all(Array.from({ length: workers }, () => work(orders, note, report, signal)));
  return report;
}

/** One process after another: one that hangs is ended, and another takes its place. */
async function work(
  orders: () => Order | undefined,
  note: (answer: Answer) => void,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  let child: ChildProcess | undefined;
  for (let order = orders(); order; order = orders()) {
    child ??= fork(fileURLToPath(new URL('./worker.js', import.meta.url)));
    const answer = await ask(child, order, signal);
    if (answer) note(answer);
    else if (!signal.aborted) report.addHanging(order.seed);
    if (!answer) {
      child.kill('SIGKILL');
      child = undefined;
    }
  }
  child?.kill();
}

/** @returns undefined where none came: it took too long, the process ended, or the signal was aborted */
function ask(child: ChildProcess, order: Order, signal: AbortSignal): Promise<Answer | undefined> {
  return new Promise(resolve => {
    const timer = setTimeout(() => done(undefined), LIMIT_MS + (order.shrinkMs ?? 0));
    const none = () => done(undefined);
    function done(answer: Answer | undefined): void {
      clearTimeout(timer);
      child.off('message', done);
      child.off('exit', none);
      signal.removeEventListener('abort', none);
      resolve(answer);
    }
    child.on('message', done);
    child.on('exit', none);
    signal.addEventListener('abort', none, { once: true });
    child.send(order);
  });
}
