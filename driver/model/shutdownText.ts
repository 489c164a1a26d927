import type { Remaining, ReportedThing, ShutdownReport } from './shutdown';
import { countOf, thingWords } from './thing';

/** `machine sim-3 (host "simulated-1a2b")`; what has no name of its own is said once. */
export function identityOf({ kind, id, name }: Pick<Remaining, 'kind' | 'id' | 'name'>): string {
  return name && name !== id ? `${thingWords[kind]} ${id} (${name})` : `${thingWords[kind]} ${id}`;
}

/**
 * A report as a text to keep or to send.
 * @param timeOf an instant (ms since the epoch) in words
 */
export function reportText(report: ShutdownReport, poolName: string, timeOf: (ms: number) => string): string {
  const lines = [
    `Report on the shutting down of the pool ${poolName}`,
    `Made ${timeOf(report.madeAt)}; it tells of the time since ${timeOf(report.since)}.`,
    report.complete
      ? 'Nothing is left: two listings in a row, begun after the last act, have shown nothing.'
      : `Not complete: ${report.notGivenBack.length} could not be given back.`,
    '',
    'Created and given back:',
    ...report.counts.map(
      ({ kind, created, givenBack }) =>
        `  ${countOf(kind, created)} created, ${givenBack} given back${created > givenBack ? `, ${created - givenBack} left` : ''}`,
    ),
    ...(report.counts.length === 0 ? ['  nothing'] : []),
  ];
  if (report.notGivenBack.length > 0) {
    lines.push('', 'Not given back:');
    for (const one of report.notGivenBack) {
      lines.push(`  ${identityOf(one)}`, `    why: ${one.why}`);
      if (one.command) lines.push(`    by hand: ${one.command}`);
      if (one.goesWithHost)
        lines.push('    or: remove its host (Driver Hosts → Remove), and it goes with the machine');
    }
  }
  if (report.things.length > 0) {
    lines.push('', 'One by one:');
    if (report.older > 0) lines.push(`  (older ones are only counted: ${report.older})`);
    lines.push(...report.things.map(thing => `  ${lineOf(thing, timeOf)}`));
  }
  return `${lines.join('\n')}\n`;
}

function lineOf(thing: ReportedThing, timeOf: (ms: number) => string): string {
  const { createdAt, givenBackAt } = thing;
  const end = givenBackAt === undefined ? 'still there' : `given back ${timeOf(givenBackAt)}`;
  return `${identityOf(thing)}: created ${timeOf(createdAt)}, ${end}`;
}
