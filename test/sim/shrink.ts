import { type Bug, play } from './play';
import type { Violation } from './scene';
import type { Script } from './script';

/** A script that breaks a rule, and what it breaks. */
export interface Counterexample {
  script: Script;
  violation: Violation;
}

/**
 * Leaves steps out of a script as long as the same rule is broken.
 * @param mayGoOn false when there has been enough of it
 * @returns undefined where the script breaks nothing
 */
export async function shrink(
  script: Script,
  bug: Bug,
  mayGoOn: () => boolean,
): Promise<Counterexample | undefined> {
  const [first] = (await play(script, bug)).violations;
  if (!first) return undefined;
  let best: Counterexample = { script, violation: first };

  async function attempt(steps: Script['steps']): Promise<boolean> {
    const smaller = { ...script, steps };
    const violation = (await play(smaller, bug)).violations.find(({ rule }) => rule === first?.rule);
    if (violation) best = { script: smaller, violation };
    return violation !== undefined;
  }

  for (let size = Math.ceil(script.steps.length / 2); size >= 1 && mayGoOn(); size = Math.floor(size / 2)) {
    let at = 0;
    while (at < best.script.steps.length && mayGoOn()) {
      const { steps } = best.script;
      // What is left out takes its time along only where nothing else works.
      const waited = steps.slice(at, at + size).reduce((sum, { waitMs }) => sum + waitMs, 0);
      const rest = steps.slice(at + size);
      const [next, ...others] = rest;
      const later = next ? [{ ...next, waitMs: next.waitMs + waited }, ...others] : [];
      const before = steps.slice(0, at);
      if (!((await attempt([...before, ...rest])) || (await attempt([...before, ...later])))) at += size;
    }
  }
  return best;
}
