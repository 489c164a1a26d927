/**
 * What a benchmark file is. `npm run bench -- NAME --json` builds every `test/bench/*.bench.ts` as the main process is
 * built (same target, workers and `?modulePath` imports included), imports them in plain Node, and runs those of the
 * file NAME, or else those with a measure of the name NAME or `NAME.…`. A file's default export is a list of benches:
 *
 *     const benches: Bench[] = [{ measures: ['import.tar'], run: async context => [await compareInTurn({ … })] }];
 *     export default benches;
 */

/** One line of the output. `ratio` is ours ÷ baseline, of medians. */
export interface Result {
  /** E.g. `import.tar`. */
  readonly measure: string;
  readonly ratio: number;
  /** Median of ours, in `unit`. */
  readonly ours: number;
  /** Median of the baseline, in `unit`. */
  readonly baseline: number;
  /** `ms`, `MiB`, `MB/s`, `GET/s`, … */
  readonly unit: string;
  /** Runs of each side. */
  readonly runs: number;
  /** Distance between the quartiles of ours ÷ its median. */
  readonly spread: number;
}

/** A machine with SSH, of this machine's own lab. */
export interface BenchHost {
  /** As the file of OpenSSH's options knows it; also of its network namespace. */
  readonly name: string;
  /** Where ports that it offers to all answer. */
  readonly address: string;
  /** Of its sshd, on 127.0.0.1. */
  readonly port: number;
  readonly sshConfig: string;
  readonly privateKey: string;
}

export interface BenchContext {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** An empty folder on a real disk, removed in the end. */
  readonly tempDir: string;
  /** Progress for people, on stderr: stdout is for results. */
  say(line: string): void;
  /** A DOCKER_HOST that answers; a private engine where there was none. The same one for all benches of a run. */
  engine(): Promise<string>;
  /** The path of a lab image's tarball, built when it's not there yet: httpd, jupyter, big, … */
  image(name: string): Promise<string>;
  /** A host without Docker, with nothing on it; the one before it is gone then. */
  bareHost(): Promise<BenchHost>;
  /** So many hosts with Docker, the same ones for all benches of a run; a client of Docker's is on the PATH, too. */
  hosts(count: number): Promise<readonly BenchHost[]>;
  /** Electron's executable; DISPLAY is set by the time benches run. As root pass `--no-sandbox`. */
  electron(): Promise<string>;
  /** The built file of a `test/bench/NAME.program.ts`, to be started as a process of its own. */
  program(name: string): string;
  /** The checkout, in which `out/` is built. */
  readonly root: string;
}

export interface Bench {
  /** Every measure that one run of this bench yields. */
  readonly measures: readonly string[];
  run(context: BenchContext): Promise<readonly Result[]>;
}

/** Middle value, or the mean of the two in the middle. @throws RangeError without values */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between neighbours. `q` from 0 to 1. @throws RangeError without values */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) throw new RangeError('A quantile of nothing');
  return low + (high - low) * (at - Math.floor(at));
}

/** Sums up two series of the same measure. */
export function summarize(
  measure: string,
  unit: string,
  ours: readonly number[],
  baseline: readonly number[],
): Result {
  const [oursMedian, baselineMedian] = [median(ours), median(baseline)];
  return {
    measure,
    ratio: oursMedian / baselineMedian,
    ours: oursMedian,
    baseline: baselineMedian,
    unit,
    runs: Math.min(ours.length, baseline.length),
    spread: (quantile(ours, 0.75) - quantile(ours, 0.25)) / oursMedian,
  };
}

/**
 * Runs ours and the baseline in turn, first one round that doesn't count (`warmUps`), and sums up. Each function does
 * the work once and returns its figure in `unit`.
 */
export async function compareInTurn(options: {
  readonly measure: string;
  readonly unit: string;
  readonly runs: number;
  readonly warmUps?: number;
  readonly signal: AbortSignal;
  readonly ours: () => Promise<number>;
  readonly baseline: () => Promise<number>;
}): Promise<Result> {
  const { measure, unit, runs, warmUps = 1, signal } = options;
  const ours: number[] = [];
  const baseline: number[] = [];
  for (let run = -warmUps; run < runs; run++) {
    signal.throwIfAborted();
    const [a, b] = [await options.ours(), await options.baseline()];
    if (run < 0) continue;
    ours.push(a);
    baseline.push(b);
  }
  return summarize(measure, unit, ours, baseline);
}
