import { type ErrorKind, errorKinds } from '../model/errors';
import type { PreparationStep } from './port';

const MARK = '@rockpool';
const KEPT_LINES = 12;

/** Why a step failed, as far as the host says. */
export interface StepFailure {
  kind: ErrorKind;
  code: string;
  /** Exit status; absent where no command failed. */
  status?: string;
  command?: string;
  why?: string;
  next?: string;
  /** The last that it printed. */
  lines: string[];
}

export interface ProgressOptions {
  /** Ms that only grow. */
  monotonic: () => number;
  titles: ReadonlyMap<string, string>;
  onStep: (step: PreparationStep) => void;
  log: (line: string) => void;
}

/**
 * Reads what the steps print on the host, in pieces as they come: `common.sh` and `run.sh` say what their lines mean.
 * Other lines are log.
 */
export class ProgressReader {
  readonly #options: ProgressOptions;
  readonly steps: PreparationStep[] = [];
  failure: StepFailure | undefined;
  /** What the host said of itself. */
  fact = '';
  /** Of the user, as far as this connection goes. */
  groups: string[] = [];
  #rest = '';
  #lines: string[] = [];
  #begun = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line.trimEnd());
  }

  #line(line: string): void {
    const [mark, what, ...fields] = line.split('\t');
    const [first = ''] = fields;
    const step = this.steps.at(-1);
    if (mark !== MARK) this.#logged(line);
    else if (what === 'begin') this.#begin(first);
    else if (what === 'waiting')
      this.#options.log('Another preparation of this machine is at work; waiting for it.');
    else if (what === 'fact') this.fact = first;
    else if (what === 'groups') this.groups = first.split(' ');
    else if (step && what === 'end') this.#end(step, first);
    else if (step && what === 'changed') {
      step.changes.push(first);
      this.#tell(step);
    } else if (step && what === 'warning') step.warnings.push(first);
    else if (what === 'overdue')
      this.#fail('transient', 'PREPARATION_FAILED', { why: `It did not end within ${first} seconds.` });
    else if (what === 'failed') {
      const [kind = '', code = '', status = '', command = '', why = '', next = ''] = fields;
      this.#fail(kind, code, {
        ...(command ? { status, command } : {}),
        ...(why ? { why } : {}),
        ...(next ? { next } : {}),
      });
    }
  }

  #logged(line: string): void {
    if (line === '') return;
    this.#lines = [...this.#lines, line].slice(-KEPT_LINES);
    this.#options.log(line);
  }

  #begin(name: string): void {
    this.#lines = [];
    this.#begun = this.#options.monotonic();
    const title = this.#options.titles.get(name) ?? name;
    const step: PreparationStep = { name, title, state: 'running', changes: [], warnings: [], ms: 0 };
    this.steps.push(step);
    this.#tell(step);
  }

  #end(step: PreparationStep, status: string): void {
    if (status !== '0') {
      this.#fail('transient', 'PREPARATION_FAILED', { status });
      step.state = 'failed';
    } else step.state = step.changes.length > 0 ? 'changed' : 'right';
    this.#tell(step);
  }

  /** The first word is nearest to the cause. */
  #fail(kind: string, code: string, more: Partial<StepFailure>): void {
    const known = errorKinds.find(one => one === kind) ?? 'bug';
    this.failure ??= { kind: known, code, lines: this.#lines, ...more };
  }

  #tell(step: PreparationStep): void {
    step.ms = Math.round(this.#options.monotonic() - this.#begun);
    this.#options.onStep({ ...step, changes: [...step.changes], warnings: [...step.warnings] });
  }
}
