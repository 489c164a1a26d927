import { expect, it } from 'vitest';
import { aHost, aView } from '../../../test/support/poolModel';
import type { Machine } from '../../providers';
import type { Observed } from '../snapshot';
import { noticeHosts } from './noticeHosts';

const machine: Machine = {
  hostId: 'host',
  providerId: 'id',
  controllerId: 'controller',
  state: 'running',
  engineUrl: 'unix:///x.sock',
};
const seen: Observed<Machine[]> = { last: { begun: 1, ended: 2, value: [machine] } };
const hosts = [aHost({ phase: 'spawning' })];

it('moves a host on once a listing shows where it is', () => {
  expect(noticeHosts(aView({ hosts, machines: seen })).actions).toMatchObject([
    {
      type: 'moveHost',
      hostId: 'host',
      to: 'spawned',
      changes: { providerId: 'id', engineUrl: 'unix:///x.sock' },
    },
  ]);
});

it('waits for a machine that is still building, and while nobody can say', () => {
  const building = { last: { begun: 1, ended: 2, value: [{ ...machine, state: 'building' as const }] } };
  const failure = { begun: 3, ended: 4, error: { kind: 'transient' as const, code: 'X', what: 'No.' } };
  const listed = [aHost({ phase: 'spawning', providerId: 'id' })];
  expect(noticeHosts(aView({ hosts, machines: building })).actions).toMatchObject([
    { type: 'noteHost', changes: { providerId: 'id' } },
  ]);
  expect(noticeHosts(aView({ hosts: listed, machines: building })).actions).toEqual([]);
  expect(noticeHosts(aView({ hosts, machines: { ...seen, failure } })).actions ?? []).toEqual([]);
});
