import { expect, it } from 'vitest';
import type { ShutdownReport } from './shutdown';
import { reportText } from './shutdownText';

const report: ShutdownReport = {
  since: 0,
  madeAt: 60,
  complete: true,
  counts: [
    { kind: 'container', created: 1, givenBack: 1 },
    { kind: 'securityGroup', created: 2, givenBack: 2 },
  ],
  things: [{ kind: 'securityGroup', id: 'g1', name: 'rockpool', createdAt: 5, givenBackAt: 50 }],
  older: 1,
  notGivenBack: [],
};
const text = (changes: Partial<ShutdownReport> = {}) =>
  reportText({ ...report, ...changes }, 'Lab', ms => `t${ms}`);

it('says what there was, in figures and one by one, with times', () => {
  expect(text()).toBe(
    [
      'Report on the shutting down of the pool Lab',
      'Made t60; it tells of the time since t0.',
      'Nothing is left: two listings in a row, begun after the last act, have shown nothing.',
      '',
      'Created and given back:',
      '  1 container created, 1 given back',
      '  2 security groups created, 2 given back',
      '',
      'One by one:',
      '  (older ones are only counted: 1)',
      '  security group g1 (rockpool): created t5, given back t50',
      '',
    ].join('\n'),
  );
});

it('names what is left with the reason and the command', () => {
  const left = {
    kind: 'container' as const,
    id: 'abc',
    name: 'pb-ada',
    why: 'It stays.',
    resists: true,
    command: 'docker rm abc',
  };
  const incomplete = text({
    complete: false,
    notGivenBack: [left],
    counts: [{ kind: 'container', created: 1, givenBack: 0 }],
    things: [],
  });
  expect(incomplete).toContain('Not complete: 1 could not be given back.');
  expect(incomplete).toContain('1 container created, 0 given back, 1 left');
  expect(incomplete).toContain('  container abc (pb-ada)\n    why: It stays.\n    by hand: docker rm abc\n');
});
