import { addCounts, type Counts, type Coverage, simulatedCoverage } from './coverage';
import { ENDS } from './spinning';
import type { Answer } from './worker';

/** From so many histories on a combination that was hardly met is a failure. */
const MANY = 5_000;
/** How often each combination must be met in so many. */
const LEAST = 20;

export interface ReportOptions {
  /** The bug that was planted in all of them. */
  planted?: string | undefined;
  /** What of them is counted. */
  coverage?: Coverage;
  /** By which the same histories are played again. */
  flags?: string;
}

/** Gathers what came of histories. */
export class Report {
  readonly #counts: Counts = {};
  readonly #broken: Answer[] = [];
  #played = 0;
  #steps = 0;
  #hostHours = 0;
  #cpuMs = 0;
  #hanging: number[] = [];
  #leftOut = 0;
  readonly #planted: string | undefined;
  readonly #coverage: Coverage;
  readonly #flags: string;

  constructor({ planted, coverage = simulatedCoverage, flags = '' }: ReportOptions = {}) {
    this.#planted = planted;
    this.#coverage = coverage;
    this.#flags = flags;
  }

  add(answer: Answer): void {
    this.#played += 1;
    this.#steps += answer.steps;
    this.#hostHours += answer.hostHours;
    this.#cpuMs += answer.cpuMs;
    addCounts(this.#counts, answer.counts);
    if (answer.violation) this.#broken.push(answer);
  }
  /** A history that did not come to an end, or whose process died. */
  addHanging(seed: number): void {
    this.#played += 1;
    this.#hanging.push(seed);
  }
  /** Histories for which there was no time. */
  addLeftOut(number: number): void {
    this.#leftOut += number;
  }

  /** As test runners count: all histories are one test, each that breaks is a failure. */
  counts(): { passed: number; failed: number; skipped: number } {
    const { failures: failed } = this;
    return { passed: failed > 0 || this.#played === 0 ? 0 : 1, failed, skipped: 0 };
  }
  get failures(): number {
    const late = this.#leftOut > 0 ? 1 : 0;
    return this.#broken.length + this.#hanging.length + this.gaps().length + late;
  }
  gaps(): string[] {
    return this.#played < MANY ? [] : this.#coverage.gapsOf(this.#counts, LEAST);
  }
  /** Simulated hours of a pool of ten hosts for a second of processor time. */
  poolHoursPerSecond(): number {
    return this.#hostHours / 10 / (this.#cpuMs / 1000);
  }

  /** Processor time (s) of all that was played. */
  cpuSeconds(): number {
    return this.#cpuMs / 1000;
  }

  table(): string[] {
    return [
      this.#coverage.title,
      ...this.#coverage.tableOf(this.#counts),
      this.#coverage.leastOf(this.#counts),
    ];
  }
  /** What broke, and how to see it again. */
  broken(): string[] {
    return [
      ...this.#broken.flatMap(({ seed, violation, tail }) => [
        '',
        `Seed ${seed}: ${violation?.rule}. ${violation?.what}`,
        ...tail.map(line => `  ${line}`),
        this.#again(seed),
      ]),
      ...this.#hanging.flatMap(seed => [
        '',
        `Seed ${seed}: the history does not come to an end, or its process died.`,
        this.#again(seed),
      ]),
      ...this.gaps().map(gap => `Met fewer than ${LEAST} times: ${gap}`),
      ...(this.#leftOut > 0 ? [`The time was up: ${this.#leftOut} histories were not played.`] : []),
    ];
  }
  #again(seed: number): string {
    const bug = this.#planted === undefined ? '' : ` --planted ${this.#planted}`;
    return `  Again: npm run sim --${this.#flags} --seeds 1 --seed ${seed}${bug} --shrink`;
  }
  last(): string {
    const rules = new Map<string, number[]>();
    for (const { seed, violation } of this.#broken) {
      const rule = violation?.rule ?? '';
      rules.set(rule, [...(rules.get(rule) ?? []), seed]);
    }
    if (this.#hanging.length > 0) rules.set(ENDS, [...(rules.get(ENDS) ?? []), ...this.#hanging]);
    const gaps = this.gaps().length;
    const broke = [...rules].map(([rule, seeds]) => `"${rule}" in ${seeds.length} (${someOf(seeds)})`);
    if (gaps > 0) broke.push(`${gaps} combinations hardly met`);
    if (this.#leftOut > 0) broke.push(`no time for ${this.#leftOut}`);
    return `${this.#played} histories, ${this.#steps} steps, ${broke.length > 0 ? `broken: ${broke.join('; ')}` : 'nothing broke'}`;
  }
}

const someOf = (seeds: readonly number[]) =>
  `${seeds.slice(0, 5).join(', ')}${seeds.length > 5 ? ', …' : ''}`;
