import { expect, test } from 'vitest';
import type { PreparationStep } from './port';
import { ProgressReader } from './progress';

function read(...pieces: string[]) {
  const told: PreparationStep[] = [];
  const log: string[] = [];
  let now = 0;
  const reader = new ProgressReader({
    monotonic: () => now++,
    titles: new Map([['10-a', 'A']]),
    onStep: step => told.push(step),
    log: line => log.push(line),
  });
  for (const piece of pieces) reader.read(piece);
  return { reader, told, log };
}
const line = (...fields: string[]) => `@rockpool\t${fields.join('\t')}\n`;

test('a step that prints nothing was right', () => {
  const { reader, told, log } = read(line('begin', '10-a'), line('end', '0'));
  expect(told.map(({ state, title }) => [state, title])).toEqual([
    ['running', 'A'],
    ['right', 'A'],
  ]);
  expect(reader.failure).toBeUndefined();
  expect(log).toEqual([]);
});

test('lines come in pieces, and what is no word of ours is log', () => {
  const whole = `${line('begin', '10-a')}Get:1 grüße\r\n\n${line('changed', 'Did it.')}${line('end', '0')}`;
  const { reader, log } = read(...whole);
  expect(log).toEqual(['Get:1 grüße']);
  expect(reader.steps).toMatchObject([{ state: 'changed', changes: ['Did it.'] }]);
});

test('the first word of a failure counts, with what was printed last', () => {
  const { reader } = read(
    line('begin', '10-a'),
    'E: no\n',
    line('failed', 'transient', 'PREPARATION_FAILED', '100', 'apt-get install x', '', 'Look.'),
    line('failed', 'bug', 'LATER', '1', 'other', '', ''),
    line('end', '100'),
  );
  expect(reader.failure).toEqual({
    kind: 'transient',
    code: 'PREPARATION_FAILED',
    status: '100',
    command: 'apt-get install x',
    next: 'Look.',
    lines: ['E: no'],
  });
  expect(reader.steps).toMatchObject([{ state: 'failed' }]);
});

test('a step that was ended for its time, or dies without a word, failed', () => {
  expect(
    read(line('begin', '10-a'), line('overdue', '900'), line('end', '124')).reader.failure,
  ).toMatchObject({
    kind: 'transient',
    why: 'It did not end within 900 seconds.',
  });
  expect(read(line('begin', '10-a'), line('end', '2')).reader.failure).toMatchObject({ status: '2' });
});
