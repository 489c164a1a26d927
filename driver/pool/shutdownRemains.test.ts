import { expect, it } from 'vitest';
import {
  aContainer,
  aHost,
  aSnapshot,
  away,
  listed,
  MONOTONIC,
  manyHosts,
  NOW,
  running,
  seen,
} from '../../test/support/poolModel';
import { RESISTS_AFTER_MS, type RemainsSources, remainsOf } from './shutdownRemains';
import type { Snapshot } from './snapshot';

const LONG_AGO = MONOTONIC - RESISTS_AFTER_MS;

function remains(snapshot: Partial<Snapshot>, sources: Partial<RemainsSources> = {}) {
  return remainsOf({
    snapshot: aSnapshot(snapshot),
    outside: { resources: [], containers: [] },
    failure: undefined,
    going: new Map(),
    waiting: new Map(),
    byHand: ({ kind, id }) => `end ${kind} ${id}`,
    ...sources,
  });
}
const volume = {
  kind: 'volume' as const,
  id: 'v1',
  name: 'docker',
  controllerId: 'controller',
  hostId: 'host',
};
const group = { kind: 'securityGroup' as const, id: 'g1', name: 'rockpool', controllerId: 'controller' };
const server = {
  kind: 'server' as const,
  id: 'm-host',
  name: 'host',
  controllerId: 'controller',
  hostId: 'host',
};

it('what runs is waited for, with the time of its end, and does not resist however long that takes', () => {
  const { remaining } = remains(
    { instances: [running()], ...listed(aContainer('instance')) },
    { going: new Map([['instance instance', 0]]) },
  );
  expect(remaining).toMatchObject([
    {
      kind: 'instance',
      id: 'instance',
      until: NOW + 3_599_000,
      resists: false,
      why: 'It ends when its time is over.',
    },
    { kind: 'host', resists: false },
  ]);
});

it('a container that was to go resists after a while, not before, and then its command is told', () => {
  const snapshot = { instances: [running({ state: 'deleting' })], ...listed(aContainer('instance')) };
  const first = remains(snapshot);
  expect(first.going.get('instance instance')).toBe(MONOTONIC);
  expect(first.remaining[0]).toMatchObject({ kind: 'container', id: 'c', resists: false });
  expect(first.remaining[0]).not.toHaveProperty('command');
  const later = remains(snapshot, { going: new Map([['instance instance', LONG_AGO]]) });
  expect(later.remaining[0]).toMatchObject({
    resists: true,
    command: 'docker -H unix:///test.sock rm --force c',
  });
  // Its host is held up by it.
  expect(later.remaining[1]).toMatchObject({ kind: 'host', resists: true });
});

it('time in which nobody watched does not count', () => {
  const { remaining } = remains(
    { instances: [running({ state: 'deleting' })], trustFrom: MONOTONIC - 1_000 },
    { going: new Map([['instance instance', LONG_AGO]]) },
  );
  expect(remaining[0]?.resists).toBe(false);
});

it('an engine that does not answer is the reason', () => {
  const { remaining } = remains({
    instances: [running({ state: 'deleting' })],
    listings: new Map([['host', away(seen([aContainer('instance')]))]]),
  });
  expect(remaining[0]?.why).toBe('this machine does not answer: It does not answer.');
});

it('a machine that stays takes what belongs to it along: volumes, and the group after the last host', () => {
  const host = aHost({ phase: 'removing', providerId: 'm-host', name: 'sim' });
  const { remaining } = remains(manyHosts([host]), {
    outside: { resources: [server, volume, group], containers: [] },
    going: new Map([['host host', LONG_AGO]]),
  });
  expect(remaining.map(({ kind, id, resists, command }) => [kind, id, resists, command])).toEqual([
    ['server', 'm-host', true, 'end server m-host'],
    ['volume', 'v1', true, 'end volume v1'],
    ['securityGroup', 'g1', true, 'end securityGroup g1'],
  ]);
});

it('what belongs to nothing is given more time, since it is ended only after a time of grace', () => {
  const outside = { resources: [volume], containers: [] };
  const after = (ms: number) =>
    remains({ hosts: [] }, { outside, going: new Map([['volume v1', MONOTONIC - ms]]) }).remaining[0]
      ?.resists;
  expect(after(RESISTS_AFTER_MS)).toBe(false);
  expect(after(5 * 60_000)).toBe(true);
});

it('a container on an engine that stays is left though no record knows it', () => {
  const found = { engineUrl: 'unix:///test.sock', container: aContainer('stray') };
  const { remaining } = remains({ hosts: [] }, { outside: { resources: [], containers: [found] } });
  expect(remaining).toMatchObject([{ kind: 'container', id: 'c-stray' }]);
});

it('while nobody can say what is left, that is left', () => {
  const failure = { kind: 'transient' as const, code: 'CLOUD_FAILED', what: 'The cloud failed.' };
  const { remaining } = remains({ hosts: [] }, { failure });
  expect(remaining).toMatchObject([
    { name: 'DockerDriver', why: 'Nobody can say whether anything is left: The cloud failed.' },
  ]);
});

it('where another Rockpool has the pool nothing resists, and that is said', () => {
  const { remaining } = remains(
    { instances: [running({ state: 'deleting' })] },
    { barred: 'Another has it.', going: new Map([['instance instance', LONG_AGO]]) },
  );
  expect(remaining.every(({ why, resists }) => why === 'Another has it.' && !resists)).toBe(true);
});
