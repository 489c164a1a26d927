import { expect, it } from 'vitest';
import {
  aContainer,
  anInstance,
  aView,
  away,
  listed,
  MONOTONIC,
  running,
  seen,
  wanted,
} from '../../../test/support/poolModel';
import { noticeDeaths } from './noticeDeaths';

const ended = aContainer('a', { state: 'ended', exitCode: 1 });

it('looks into a running instance whose container has ended', () => {
  const view = aView({ instances: [running({ id: 'a' })], ...listed(ended) });
  expect(wanted(noticeDeaths(view))).toEqual(['noteDeath instance a']);
});

it('leaves one that runs, and one whose host does not answer any more', () => {
  const instances = [running({ id: 'a' })];
  expect(wanted(noticeDeaths(aView({ instances, ...listed(aContainer('a')) })))).toEqual([]);
  const listings = new Map([['host', away(seen([ended]))]]);
  expect(wanted(noticeDeaths(aView({ instances, listings })))).toEqual([]);
});

it('leaves one that was started again after the listing that shows its end', () => {
  const touched = new Map([['a', MONOTONIC + 1]]);
  const view = aView({ instances: [running({ id: 'a' })], ...listed(ended), touched });
  expect(wanted(noticeDeaths(view))).toEqual([]);
});

it('leaves a launch under way to itself', () => {
  const instances = [anInstance({ id: 'a', state: 'provisioning', hostId: 'host' })];
  expect(wanted(noticeDeaths(aView({ instances, ...listed(ended) })))).toEqual([]);
});
