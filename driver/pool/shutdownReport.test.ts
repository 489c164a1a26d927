import { expect, it } from 'vitest';
import { running } from '../../test/support/poolModel';
import type { Thing } from '../model/account';
import { type ReportSources, reportOf } from './shutdownReport';

const thing = (id: string, createdAt: number, givenBackAt?: number): Thing => ({
  id: `pool server ${id}`,
  poolId: 'pool',
  kind: 'server',
  thingId: id,
  name: id,
  createdAt,
  ...(givenBackAt === undefined ? {} : { givenBackAt }),
});
const report = (sources: Partial<ReportSources> = {}) =>
  reportOf({
    poolCreatedAt: 5,
    account: undefined,
    things: [],
    instances: [],
    remaining: [],
    now: 100,
    ...sources,
  });

it('of a pool that had nothing it says so, since it was made', () => {
  expect(report()).toEqual({
    since: 5,
    madeAt: 100,
    complete: true,
    counts: [],
    things: [],
    older: 0,
    notGivenBack: [],
  });
});

it('what was created is what was given back and what is left, also what has no record of its own any more', () => {
  const left = { kind: 'server' as const, id: 's9', name: 's9', why: '', resists: true, hostId: 'host' };
  const container = { ...left, kind: 'container' as const, id: 'c', instanceId: 'instance' };
  const { counts, complete, older } = report({
    account: { id: 'pool', since: 50, givenBack: { instance: 4, container: 3, server: 12 } },
    things: [thing('s2', 20, 90), thing('s1', 10, 80)],
    instances: [running()],
    remaining: [container, left],
  });
  expect(counts).toEqual([
    { kind: 'instance', created: 5, givenBack: 4 },
    { kind: 'container', created: 4, givenBack: 3 },
    { kind: 'server', created: 13, givenBack: 12 },
  ]);
  expect(complete).toBe(false);
  expect(older).toBe(10);
});

it('things come in the order in which they were made', () => {
  const { things } = report({ things: [thing('s2', 20, 90), thing('s1', 10)] });
  expect(things.map(({ id, givenBackAt }) => [id, givenBackAt])).toEqual([
    ['s1', undefined],
    ['s2', 90],
  ]);
});
