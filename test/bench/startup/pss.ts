import { readdirSync, readFileSync } from 'node:fs';

/** Memory of a process and all that it has started, in MiB: shared pages count in parts (PSS). Linux only. */
export function pssOfTree(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = pid > 0 ? read(`/proc/${pid}/stat`) : '';
    // The name in brackets may hold anything.
    if (stat) parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isInside = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === root || isInside(parents.get(pid)));
  let kib = 0;
  for (const pid of parents.keys()) {
    if (isInside(pid)) kib += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  }
  return kib / 1024;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
