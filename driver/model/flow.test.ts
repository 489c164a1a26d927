import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatDuration } from './duration';
import { hostPhaseNames, hostPhases, mayMove } from './hostPhases';
import { instanceLife, instanceStates, mayBecome } from './instance';

const page = readFileSync(new URL('../../docs/flow.md', import.meta.url), 'utf8');

function diagram<T extends string>(names: readonly T[], may: (from: T, to: T) => boolean): string {
  const arrows = names.flatMap(from => names.filter(to => may(from, to)).map(to => `  ${from} --> ${to}`));
  return ['```mermaid', 'stateDiagram-v2', ...arrows, '```'].join('\n');
}
const table = (...rows: string[][]) => rows.map(cells => `| ${cells.join(' | ')} |`).join('\n');

function deadlinesOf(phase: keyof typeof hostPhases): string {
  const all: { when: string; ms?: number; leadsTo: string }[] = Object.values(hostPhases[phase].deadlines);
  return all
    .map(
      ({ when, ms, leadsTo }) => `${when}${ms === undefined ? '' : ` for ${formatDuration(ms)}`}: ${leadsTo}`,
    )
    .join('; ');
}

/** Who changes a table copies what this test wants into the page. */
it('the tables and diagrams in docs/flow.md are printed from those of the code', () => {
  expect(page).toContain(diagram(hostPhaseNames, mayMove));
  expect(page).toContain(
    table(
      ['phase', 'entered when', 'left by', 'deadline', 'next'],
      ['---', '---', '---', '---', '---'],
      ...hostPhaseNames.map(phase => {
        const { enteredWhen, leftBy, next } = hostPhases[phase];
        return [phase, enteredWhen, leftBy || '-', deadlinesOf(phase) || '-', next.join(', ') || '-'];
      }),
    ),
  );
  expect(page).toContain(diagram(instanceStates, mayBecome));
  expect(page).toContain(
    table(
      ['state', 'entered when', 'left by', 'next'],
      ['---', '---', '---', '---'],
      ...instanceStates.map(state => {
        const { enteredWhen, leftBy, next } = instanceLife[state];
        return [state, enteredWhen, leftBy || '-', next.join(', ') || '-'];
      }),
    ),
  );
});
