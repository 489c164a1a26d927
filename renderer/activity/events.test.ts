import { expect, test } from 'vitest';
import type { RockpoolEvent } from '../../driver/model/event';
import { emptyState } from '../../driver/model/state';
import { aHost, aPool } from '../testing/builders';
import { choicesOf } from './choices';
import { type EventFilter, eventLine, everything, kindOf, matching, narrowedBy } from './events';
import { exported, fileNameOf } from './exporting';
import { rangeOf } from './times';

const event = (
  id: string,
  at: number,
  level: RockpoolEvent['level'],
  text: string,
  about: Partial<RockpoolEvent> = {},
): RockpoolEvent => ({ id, at, level, text, ...about });
const events = [
  event('1', 10, 'info', 'Ada runs.', { poolId: 'p', instanceId: 'i', hostId: 'h', userId: 'ada' }),
  event('2', 30, 'error', 'Ada failed.', { poolId: 'q', instanceId: 'j', userId: 'ada' }),
  event('3', 20, 'warning', 'Grace ends soon.', { poolId: 'p', hostId: 'h' }),
];
const ids = (filter: Partial<EventFilter>) =>
  matching(events, { ...everything, ...filter }).map(({ id }) => id);

test('the newest come first', () => {
  expect(ids({})).toEqual(['2', '3', '1']);
});

test('a level shows what is at least as grave', () => {
  expect(ids({ level: 'warning' })).toEqual(['2', '3']);
  expect(ids({ level: 'error' })).toEqual(['2']);
});

test('words are found in any case', () => {
  expect(ids({ text: ' ADA ' })).toEqual(['2', '1']);
});

test('pool, host, instance, user and kind each narrow, and together more', () => {
  expect(ids({ poolId: 'p' })).toEqual(['3', '1']);
  expect(ids({ hostId: 'h' })).toEqual(['3', '1']);
  expect(ids({ instanceId: 'j' })).toEqual(['2']);
  expect(ids({ userId: 'ada' })).toEqual(['2', '1']);
  expect(ids({ kind: 'host' })).toEqual(['3']);
  expect(ids({ userId: 'ada', poolId: 'p' })).toEqual(['1']);
  expect(narrowedBy({ ...everything, userId: 'ada', from: 1, to: 2 })).toBe(2);
});

test('a range has its ends in it', () => {
  expect(ids({ from: 20, to: 30 })).toEqual(['2', '3']);
  expect(ids({ from: 31 })).toEqual([]);
});

test('an event is about the most particular thing that it names', () => {
  expect(events.map(kindOf)).toEqual(['instance', 'instance', 'host']);
  expect(kindOf(event('4', 0, 'info', 'Imported.'))).toBe('app');
});

test('the last hour ends now; a beginning and an end that were typed include their whole minute', () => {
  const typed = { from: '2026-01-31T10:15', to: '' };
  expect(rangeOf('1h', typed, 7_200_000)).toEqual({ from: 3_600_000, to: null });
  expect(rangeOf('any', typed, 1)).toEqual({ from: null, to: null });
  const at = new Date('2026-01-31T10:15').getTime();
  expect(rangeOf('between', typed, 1)).toEqual({ from: at, to: null });
  expect(rangeOf('between', { from: 'x', to: typed.from }, 1)).toEqual({ from: null, to: at + 59_999 });
});

test('what is gone is chosen by the name that its events tell', () => {
  const told = [
    event('1', 1, 'info', 'pb-ada-the-amber was destroyed.', { instanceId: 'gone-instance', userId: 'ada' }),
    event('2', 2, 'info', 'The host "simulated-1" was removed from the pool.', { hostId: 'gone-host' }),
    event('3', 3, 'info', 'Nothing of a name.', { hostId: 'unnamed-12345678' }),
    event('4', 4, 'info', 'Here.', { hostId: 'host', poolId: 'pool' }),
  ];
  const state = { ...emptyState(), pools: { pool: aPool() }, hosts: { host: aHost({ name: 'lab-1' }) } };
  const { hosts, instances, pools, users } = choicesOf(told, state);
  expect(hosts.map(({ label }) => label)).toEqual(['…12345678', 'lab-1', 'simulated-1']);
  expect(instances).toEqual([{ value: 'gone-instance', label: 'pb-ada-the-amber' }]);
  expect(pools).toEqual([{ value: 'pool', label: 'DockerDriver' }]);
  expect(users).toEqual([{ value: 'ada', label: 'ada' }]);
});

test('a line for the clipboard has the time, the level and the sentence', () => {
  expect(eventLine(event('1', 0, 'info', 'Ada runs.'))).toBe('1970-01-01T00:00:00.000Z info    Ada runs.');
});

const names = {
  pool: (id: string) => (id === 'p' ? 'Lab' : undefined),
  host: () => undefined,
  instance: () => undefined,
};

test('a sheet gets quotes and lines whole, and takes no sentence for a formula', () => {
  const text = exported([event('1', 0, 'info', '=1+1, "so"\nit is', { poolId: 'p' })], 'csv', names);
  expect(text).toBe(
    'time,level,kind,text,pool,poolId,host,hostId,instance,instanceId,user\r\n' +
      '1970-01-01T00:00:00.000Z,info,pool,"\'=1+1, ""so""\nit is",Lab,p,,,,,\r\n',
  );
});

test('JSON has what is known, and no more', () => {
  expect(JSON.parse(exported([events[1] as RockpoolEvent], 'json', names))).toEqual([
    {
      time: '1970-01-01T00:00:00.030Z',
      level: 'error',
      kind: 'instance',
      text: 'Ada failed.',
      poolId: 'q',
      instanceId: 'j',
      user: 'ada',
    },
  ]);
  expect(fileNameOf('csv', 0)).toBe('rockpool-activity-1970-01-01.csv');
});
