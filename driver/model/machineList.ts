import { type MachineDraft, machineDraftSchema } from './labMachine';

/** What a pasted list of machines says. */
export interface MachineList {
  machines: MachineDraft[];
  /** What could not be read, in sentences with the number of the line. */
  problems: string[];
}

const COLUMNS = ['address', 'port', 'user', 'slots', 'label'] as const;
type Column = (typeof COLUMNS)[number];

/**
 * Reads machines, one a line: `user@address:port` and then, if wanted, slots and a label (`ada@lab1.example.org 16 by the
 * window`), or a table with commas whose first line names its columns (address, port, user, slots, label). Empty lines and
 * those that begin with # are left out.
 * @param defaults for what a line doesn't say
 */
export function readMachineList(text: string, defaults: Pick<MachineDraft, 'user'>): MachineList {
  const lines = text.split(/\r?\n/).map((line, at) => ({ line: line.trim(), number: at + 1 }));
  const used = lines.filter(({ line }) => line !== '' && !line.startsWith('#'));
  const columns = used[0] && columnsOf(used[0].line);
  const machines: MachineDraft[] = [];
  const problems: string[] = [];
  const places = new Set<string>();
  for (const { line, number } of columns ? used.slice(1) : used) {
    const said = columns ? fromTable(line, columns) : fromLine(line);
    const parsed = machineDraftSchema.safeParse({ ...defaults, ...said });
    if (!parsed.success) {
      problems.push(`Line ${number}: ${parsed.error.issues.map(({ message }) => message).join(' ')}`);
      continue;
    }
    const place = `${parsed.data.address.toLowerCase()}:${parsed.data.port}`;
    if (places.has(place)) problems.push(`Line ${number}: ${parsed.data.address} is in the list already.`);
    else machines.push(parsed.data);
    places.add(place);
  }
  return { machines, problems };
}

/** The columns that a table's first line names; undefined where it is no such line. */
function columnsOf(line: string): (Column | undefined)[] | undefined {
  const names = cells(line).map(name => name.toLowerCase());
  if (!names.includes('address')) return undefined;
  return names.map(name => COLUMNS.find(column => column === name));
}

function fromTable(line: string, columns: readonly (Column | undefined)[]): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  for (const [at, cell] of cells(line).entries()) {
    const column = columns[at];
    if (column && cell !== '') said[column] = meant(column, cell);
  }
  return said;
}

/** Cells between commas, without quotes around them. */
function cells(line: string): string[] {
  return line.split(',').map(cell => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function fromLine(line: string): Record<string, unknown> {
  const [place = '', ...rest] = line.split(/\s+/);
  // An address of IPv6 has colons of its own, so its port needs brackets: [2001:db8::1]:22.
  const [, user, address, port] =
    /^(?:([^@]+)@)?(\[[^\]]+\]|[^:]+|[^[]*:[^[]*:[^[]*)(?::(\d+))?$/.exec(place) ?? [];
  const slots = /^\d+$/.test(rest[0] ?? '') ? rest.shift() : undefined;
  return {
    ...(user === undefined ? {} : { user }),
    address: (address ?? place).replace(/^\[(.*)\]$/, '$1'),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(slots === undefined ? {} : { slots: Number(slots) }),
    label: rest.join(' '),
  };
}

function meant(column: Column, cell: string): unknown {
  return column === 'port' || column === 'slots' ? Number(cell) : cell;
}
