import { describe, expect, it } from 'vitest';
import {
  aContainer,
  aView,
  away,
  listed,
  MONOTONIC,
  running,
  seen,
  wanted,
} from '../../../test/support/poolModel';
import { noticeLosses } from './noticeLosses';

const instances = [running({ id: 'a' })];

describe('a running instance', () => {
  it('has failed when two listings in a row show no container of it', () => {
    expect(wanted(noticeLosses(aView({ instances })))).toEqual(['doom instance a']);
  });

  it('has not failed on one listing alone', () => {
    const { last } = seen([]);
    const before = seen([aContainer('a')]).previous;
    const once = new Map([['host', { ...(last ? { last } : {}) }]]);
    const changed = new Map([
      ['host', { ...(last ? { last } : {}), ...(before ? { previous: before } : {}) }],
    ]);
    expect(wanted(noticeLosses(aView({ instances, listings: once })))).toEqual([]);
    expect(wanted(noticeLosses(aView({ instances, listings: changed })))).toEqual([]);
  });

  it('has not failed on listings that began before we last did anything about it', () => {
    const touched = new Map([['a', MONOTONIC - 10_000]]);
    expect(wanted(noticeLosses(aView({ instances, touched })))).toEqual([]);
  });

  it('has not failed while its host does not answer, whatever was seen before', () => {
    const listings = new Map([['host', away(seen([]))]]);
    expect(wanted(noticeLosses(aView({ instances, listings })))).toEqual([]);
  });

  it('has not failed while its container is there, running or not', () => {
    for (const state of ['running', 'ended', 'created'] as const) {
      expect(wanted(noticeLosses(aView({ instances, ...listed(aContainer('a', { state })) })))).toEqual([]);
    }
  });
});
