import { addCounts, type Counts, gapsOf, tableOf } from './coverage';
import { ENDS } from './spinning';
import type { Answer } from './worker';

/** From so many histories on a combination that was hardly met is a failure. */
const MANY = 5_000;
/** How often each combination must be met in so many. */
const LEAST = 20;

/** Gathers what came of histories. */
export class Report {
  readonly #counts: Counts = {};
  readonly #broken: Answer[] = [];
  #played = 0;
  #steps = 0;
  #hostHours = 0;
  #cpuMs = 0;
  #hanging: number[] = [];

  add(answer: Answer): void {
    this.#played += 1;
    this.#steps += answer.steps;
    this.#hostHours += answer.hostHours;
    this.#cpuMs += answer.cpuMs;
    addCounts(this.#counts, answer.counts);
    if (answer.violation) this.#broken.push(answer);
  }
  /** A history that did not come to an end. */
  addHanging(seed: number): void {
    this.#played += 1;
    this.#hanging.push(seed);
  }

  /** As test runners count: all histories are one test, each that breaks is a failure. */
  counts(): { passed: number; failed: number; skipped: number } {
    const failed = this.#broken.length + this.#hanging.length + this.gaps().length;
    return { passed: failed > 0 || this.#played === 0 ? 0 : 1, failed, skipped: 0 };
  }
  get failed(): boolean {
    return this.#broken.length > 0 || this.#hanging.length > 0 || this.gaps().length > 0;
  }
  gaps(): string[] {
    return this.#played < MANY ? [] : gapsOf(this.#counts, LEAST);
  }
  /** Simulated hours of a pool of ten hosts for a second of processor time. */
  poolHoursPerSecond(): number {
    return this.#hostHours / 10 / (this.#cpuMs / 1000);
  }

  table(): string[] {
    return [
      'How often each fault met a host in a phase, and the call that was under way:',
      ...tableOf(this.#counts),
    ];
  }
  /** What broke, and how to see it again. */
  broken(): string[] {
    return [
      ...this.#broken.flatMap(({ seed, violation, tail }) => [
        '',
        `Seed ${seed}: ${violation?.rule}. ${violation?.what}`,
        ...tail.map(line => `  ${line}`),
        `  Again: npm run sim -- --seeds 1 --seed ${seed} --shrink`,
      ]),
      ...this.#hanging.map(seed => `Seed ${seed}: the history does not come to an end.`),
      ...this.gaps().map(gap => `Met fewer than ${LEAST} times: ${gap}`),
    ];
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
    return `${this.#played} histories, ${this.#steps} steps, ${broke.length > 0 ? `broken: ${broke.join('; ')}` : 'nothing broke'}`;
  }
}

const someOf = (seeds: readonly number[]) =>
  `${seeds.slice(0, 5).join(', ')}${seeds.length > 5 ? ', …' : ''}`;
