import type { Clock } from '../model/clock';
import { isCancelled, sentence, toErrorValue } from '../model/errors';
import type { MachineCheck } from '../model/labMachine';
import { TRIAL_STEPS, type TrialStep, type TriedHost } from '../model/triedHost';

type Told = string | MachineCheck | undefined;

/** The record of a trial, step by step, told each time there is more. */
export interface Teller {
  readonly tried: TriedHost;
  readonly failedAt: TrialStep | undefined;
  line(text: string): void;
  /** What a step throws is why it is no good; thrown on. */
  step<T>(name: TrialStep, run: (passed: () => string) => Promise<Told | [Told, T]>): Promise<T | undefined>;
}

export function tellerOf(clock: Clock, onProgress: ((tried: TriedHost) => void) | undefined): Teller {
  const found = new Map<TrialStep, MachineCheck>();
  const lines: string[] = [];
  let failedAt: TrialStep | undefined;
  const tried = (): TriedHost => ({
    checks: TRIAL_STEPS.map(name => found.get(name) ?? { name, state: 'open', found: 'Not come to yet.' }),
    lines: [...lines],
  });
  const tell = (name: TrialStep, check: MachineCheck) => {
    found.set(name, check);
    onProgress?.(tried());
  };
  return {
    get tried() {
      return tried();
    },
    get failedAt() {
      return failedAt;
    },
    line(text) {
      lines.push(text);
      onProgress?.(tried());
    },
    async step(name, run) {
      const begun = clock.monotonic();
      try {
        const answer = await run(() => `${Math.round((clock.monotonic() - begun) / 1000)} s`);
        const [told, value] = Array.isArray(answer) ? answer : [answer, undefined];
        tell(name, typeof told === 'object' ? told : { name, state: 'ok', found: told ?? '' });
        return value;
      } catch (error) {
        if (isCancelled(error)) throw error;
        failedAt = name;
        const { next, ...value } = toErrorValue(error);
        tell(name, {
          ...{ name, state: 'failed', found: sentence(value) },
          ...(next === undefined ? {} : { fix: next }),
        });
        throw error;
      }
    },
  };
}
