import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hostPhaseNames, mayMove } from './hostPhases';
import { instanceStates, mayBecome } from './instance';

const diagrams = readFileSync(new URL('../../docs/flow.md', import.meta.url), 'utf8')
  .split('stateDiagram-v2')
  .slice(1);

function arrows<T extends string>(names: readonly T[], may: (from: T, to: T) => boolean): string[] {
  return names.flatMap(from => names.filter(to => may(from, to)).map(to => `${from} --> ${to}`));
}
const drawn = (diagram: string | undefined) => diagram?.match(/\w+ --> \w+/g)?.sort();

it('the diagrams in docs/flow.md are those of the tables', () => {
  expect(drawn(diagrams[0])).toEqual(arrows(hostPhaseNames, mayMove).sort());
  expect(drawn(diagrams[1])).toEqual(arrows(instanceStates, mayBecome).sort());
});
