import { describe, expect, it } from 'vitest';
import {
  aContainer,
  aHost,
  aView,
  away,
  listed,
  MONOTONIC,
  running,
  seen,
  wanted,
} from '../../../test/support/poolModel';
import { removeHosts } from './removeHosts';

const hosts = [aHost({ phase: 'draining' })];

describe('a draining host', () => {
  it('goes when two listings in a row show that it is empty', () => {
    expect(removeHosts(aView({ hosts })).actions).toMatchObject([{ type: 'moveHost', to: 'removing' }]);
  });

  it('stays while an instance is on it, or a container of ours', () => {
    const busy = removeHosts(aView({ hosts, instances: [running()] }));
    expect(wanted(busy)).toEqual([]);
    expect(busy.blocked?.[0]?.reason).toContain('1 instance on it');
    expect(wanted(removeHosts(aView({ hosts, ...listed(aContainer('x')) })))).toEqual([]);
  });

  it('stays while something of another Rockpool runs on it', () => {
    const value = { containers: [], foreignSlots: 1 };
    const one = { begun: MONOTONIC - 10, ended: MONOTONIC - 10, value };
    const ruling = removeHosts(aView({ hosts, listings: new Map([['host', { last: one, previous: one }]]) }));
    expect(wanted(ruling)).toEqual([]);
    expect(ruling.blocked?.[0]?.reason).toContain('another Rockpool');
  });

  it('stays while it does not answer, or was not seen since the clock jumped', () => {
    expect(wanted(removeHosts(aView({ hosts, listings: new Map([['host', away(seen([]))]]) })))).toEqual([]);
    expect(wanted(removeHosts(aView({ hosts, trustFrom: MONOTONIC })))).toEqual([]);
  });

  it('is given back to its provider once it is to be removed', () => {
    expect(wanted(removeHosts(aView({ hosts: [aHost({ phase: 'removing' })] })))).toEqual([
      'destroyHost host host',
    ]);
  });
});
