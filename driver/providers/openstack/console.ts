import { type ErrorValue, isRockpoolError } from '../../model/errors';

/** Kept in the log of the host. */
const LINES = 15;
/** Said with the failure itself. */
const LINES_SAID = 3;
const LINE_LENGTH = 200;

// biome-ignore lint/suspicious/noControlCharactersInRegex: a serial console is full of them
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The last lines of what a console shows, as text that can be shown anywhere. Pure. */
export function endOfConsole(log: string): string[] {
  const lines = log.replace(ESCAPES, '').split(/[\r\n]+/);
  return lines
    .map(line => line.replace(CONTROLS, '').replaceAll('\t', ' ').trim())
    .filter(line => line !== '')
    .slice(-LINES)
    .map(line => (line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}…` : line));
}

/** Why a machine does not come up is on its console, if anywhere: its last lines, with the failure. */
export function withConsole(failure: ErrorValue, lines: readonly string[]): ErrorValue {
  if (lines.length === 0) return failure;
  const end = lines
    .slice(-LINES_SAID)
    .map(line => `"${line}"`)
    .join(' ');
  return { ...failure, why: `${failure.why ?? ''} The last lines of its console: ${end}`.trim() };
}

/** Empty where it can't be had. */
export async function readConsole(consoleLog: () => Promise<string>): Promise<string[]> {
  try {
    return endOfConsole(await consoleLog());
  } catch (error) {
    if (!isRockpoolError(error)) throw error;
    return [];
  }
}
