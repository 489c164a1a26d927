import { modern } from './chosen.ts';
import { type CloudReading, readCloud } from './cloudOf.ts';
import { CloudConfigError } from './errors.ts';
import { cloudOfVariables } from './variables.ts';

/** What an openrc sets. Nothing of it is run. */
export interface Openrc {
  variables: Record<string, string>;
  /** Variables that it asks for when it runs, such as the password. */
  asked: string[];
}

/**
 * Reads the lines of an openrc that set OS_* variables: `export OS_X="…"`, also without `export`, and in the forms of
 * PowerShell (`$env:OS_X = "…"`) and cmd (`set OS_X=…`).
 * @throws CloudConfigError OpenrcUnreadable, with its line: where the shell would work the value out
 */
export function readOpenrc(text: string): Openrc {
  const variables: Record<string, string> = {};
  const asked = new Set<string>();
  const read = new Set<string>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, unset] = /^unset\s+(OS_\w+)\s*$/.exec(line) ?? [];
    if (unset !== undefined) {
      delete variables[unset];
      continue;
    }
    // `read -sr OS_PASSWORD_INPUT`, and the line after it that gives it to the variable.
    const [, input] = /^read\s+(?:-\w+\s+)*(\w+)/.exec(line) ?? [];
    if (input !== undefined) read.add(input);
    for (const set of piecesOf(line).map(assignmentIn)) {
      if (set === undefined) continue;
      const [, from] = /^["']?\$\{?(\w+)\}?["']?$/.exec(set.written) ?? [];
      const isAsked = (from !== undefined && read.has(from)) || /Read-Host/i.test(set.written);
      if (isAsked) asked.add(set.name);
      else if (set.value === undefined) throw workedOut(set.name, index + 1);
      else variables[set.name] = set.value;
    }
  }
  return { variables, asked: [...asked] };
}

/**
 * The cloud that an openrc describes.
 * @param options.home for `~` in a path
 * @throws CloudConfigError
 */
export function cloudOfOpenrc(text: string, options: { home: string; name?: string }): CloudReading {
  const { variables } = readOpenrc(text);
  const settings = cloudOfVariables(variables);
  if (settings === undefined)
    throw new CloudConfigError(
      'OpenrcUnreadable',
      'No line of it says what a cloud is, as `export OS_AUTH_URL=…` does.',
    );
  const cloud = {
    name: options.name ?? 'openrc',
    settings: modern(settings).settings,
    path: [],
    warnings: [],
  };
  return readCloud(cloud, { home: options.home });
}

const WORD = /(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+/g;

/** One line may export several: `export OS_A=1 OS_B=2`. */
function piecesOf(line: string): string[] {
  const [first, ...words] = line.match(WORD) ?? [];
  const isList = first === 'export' && words.length > 1 && words.every(word => /^\w+=/.test(word));
  return isList ? words : [line];
}

interface Assignment {
  name: string;
  /** Undefined: the shell would work it out. */
  value: string | undefined;
  written: string;
}

const OF_SHELL = /^(?:export\s+|declare\s+-x\s+)?(OS_\w+)=(.*)$/;
const OF_POWERSHELL = /^\$env:(OS_\w+)\s*=\s*(.*)$/i;
/** Takes what follows as it stands, spaces and all. */
const OF_CMD = /^set\s+"?(OS_\w+)=(.*?)"?$/i;

function assignmentIn(line: string): Assignment | undefined {
  const [, cmdName, cmdValue] = OF_CMD.exec(line) ?? [];
  if (cmdName !== undefined && cmdValue !== undefined)
    return { name: cmdName, value: cmdValue.includes('%') ? undefined : cmdValue, written: cmdValue };
  const [, name, value] = OF_SHELL.exec(line) ?? OF_POWERSHELL.exec(line) ?? [];
  if (name === undefined || value === undefined) return undefined;
  return { name, value: plainValue(value.trim()), written: value.trim() };
}

/** Without its quotes and what follows it; undefined: the shell would work it out. */
function plainValue(written: string): string | undefined {
  const [, single] = /^'([^']*)'\s*;?\s*(?:#.*)?$/.exec(written) ?? [];
  if (single !== undefined) return single;
  const [, double] = /^"((?:[^"\\]|\\.)*)"\s*;?\s*(?:#.*)?$/.exec(written) ?? [];
  if (double !== undefined)
    return /(?<!\\)[$`]/.test(double) ? undefined : double.replaceAll(/\\(["\\$`])/g, '$1');
  const bare = written.replace(/\s+#.*$/, '').replace(/\s*;\s*$/, '');
  if (/[$`"'\\;&|<>()]|\s/.test(bare)) return undefined;
  return bare;
}

function workedOut(name: string, line: number): CloudConfigError {
  const sentence = `The shell would work out what ${name} is, and nothing of an openrc is run here; write its value there.`;
  return new CloudConfigError('OpenrcUnreadable', sentence, { line });
}
