import { expect, it } from 'vitest';
import { aHost, anInstance, aView, manyHosts, running, wanted } from '../../../test/support/poolModel';
import { makeWay } from './makeWay';

const host = (id: string, slots: number) => aHost({ id, name: id, slots });
const head = anInstance({ id: 'q', slots: 8 });
const way = (hosts: ReturnType<typeof host>[], instances = [head], max = hosts.length) =>
  makeWay(aView({ ...manyHosts(hosts), instances }, { DD_MAX_HOSTS: max }));

it('lets the smallest idle host that is too small for the head of the queue go, where no other may come', () => {
  const ruling = way([host('a', 6), host('b', 4)]);
  expect(wanted(ruling)).toEqual(['moveHost host b']);
  expect(ruling.actions?.[0]?.reason).toContain('The next launch in the queue needs 8 slots, and it has 4.');
});

it('lets nothing go where another host may come, has room, or goes already, nor one that is used', () => {
  expect(wanted(way([host('a', 6)], [head], 2))).toEqual([]);
  expect(wanted(way([host('a', 6), host('b', 8)]))).toEqual([]);
  expect(wanted(way([host('a', 6), aHost({ id: 'c', phase: 'draining' })]))).toEqual([]);
  expect(wanted(way([host('a', 6)], [head, running({ hostId: 'a' })]))).toEqual([]);
  expect(wanted(way([host('a', 6)], [anInstance({ slots: 25 })]))).toEqual([]);
});
