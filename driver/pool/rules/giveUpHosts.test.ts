import { describe, expect, it } from 'vitest';
import { aHost, aView, away, MONOTONIC, manyHosts, wanted } from '../../../test/support/poolModel';
import type { Host } from '../../model/host';
import { hostPhases } from '../../model/hostPhases';
import { giveUpHosts, SETTLE_MS } from './giveUpHosts';

const SPAWN_LIMIT_MS = hostPhases.spawning.deadlines.building.ms;
const BOOT_LIMIT_MS = hostPhases.spawned.deadlines.silent.ms;

const error = { kind: 'transient' as const, code: 'X', what: 'No.' };
const failures = (count: number) => ({ count, at: 1, error });
const waited = (ms: number, host: Host, changes = {}) =>
  giveUpHosts(
    aView(manyHosts([host], { since: new Map([[host.id, { phase: MONOTONIC - ms }]]), ...changes })),
  );

describe('a host is given up', () => {
  it('that fails more often in a row than DD_MAX_HOST_ERRORS: drained if it is active, removed if it never was', () => {
    expect(wanted(waited(0, aHost({ failures: failures(5) })))).toEqual([]);
    expect(waited(0, aHost({ failures: failures(6) })).actions).toMatchObject([
      { to: 'draining', changes: { leaving: 'errors' }, reason: '6 failures in a row, the last: No.' },
    ]);
    expect(waited(0, aHost({ phase: 'preparing', failures: failures(6) })).actions).toMatchObject([
      { to: 'removing', changes: { leaving: 'failed' }, failure: { code: 'HOST_NEVER_READY' } },
    ]);
  });

  it('whose machine is not listed, does not run, or whose engine does not answer in time', () => {
    const unlisted = aHost({ phase: 'spawning' });
    expect(waited(SETTLE_MS - 5, unlisted)).toMatchObject({ actions: [], next: { inMs: 5 } });
    expect(waited(SETTLE_MS, unlisted).actions).toMatchObject([{ to: 'removing' }]);
    const building = aHost({ phase: 'spawning', providerId: 'm' });
    const machines = {
      last: {
        begun: MONOTONIC - 1,
        ended: MONOTONIC,
        value: [{ hostId: 'host', providerId: 'm', state: 'building' }],
      },
    };
    expect(waited(SPAWN_LIMIT_MS - 1, building, { machines }).actions).toEqual([]);
    expect(waited(SPAWN_LIMIT_MS, building, { machines }).actions).toMatchObject([{ to: 'removing' }]);
    const booting = aHost({ phase: 'spawned', providerId: 'm' });
    const listings = new Map([['host', away()]]);
    expect(waited(BOOT_LIMIT_MS - 1, booting, { listings }).actions).toEqual([]);
    expect(waited(BOOT_LIMIT_MS, booting, { listings }).actions).toMatchObject([{ to: 'removing' }]);
  });

  it('whose machine is not listed, only on a list that was asked for well after the machine', () => {
    const unlisted = aHost({ phase: 'spawning' });
    const begunAt = (begun: number) => ({ machines: { last: { begun, ended: MONOTONIC, value: [] } } });
    const asked = { touched: new Map([['host', MONOTONIC - 50_000]]) };
    expect(waited(2 * SETTLE_MS, unlisted, { ...begunAt(MONOTONIC - 51_000), ...asked })).toEqual({
      actions: [],
      next: undefined,
    });
    expect(waited(2 * SETTLE_MS, unlisted, { ...begunAt(MONOTONIC - 21_000), ...asked }).actions).toEqual([]);
    expect(
      waited(2 * SETTLE_MS, unlisted, { ...begunAt(MONOTONIC - 20_000), ...asked }).actions,
    ).toMatchObject([{ to: 'removing' }]);
  });

  it('whose machine has failed, with the reason of the provider: for want of room others are waited with as for room', () => {
    const full = {
      kind: 'capacity' as const,
      code: 'NO_ROOM',
      what: 'There is no room for it.',
      next: 'Wait.',
    };
    const failed = { hostId: 'host', providerId: 'm', state: 'failed' };
    const seen = (machine: object) => ({
      last: { begun: MONOTONIC - 1, ended: MONOTONIC, value: [machine] },
    });
    const building = aHost({ phase: 'spawning', providerId: 'm' });
    expect(waited(0, building, { machines: seen({ ...failed, failure: full }) }).actions).toMatchObject([
      {
        to: 'removing',
        failure: full,
        reason: 'The provider says that its machine has failed. There is no room for it.',
      },
    ]);
    expect(waited(0, building, { machines: seen(failed) }).actions).toMatchObject([
      { failure: { code: 'HOST_NEVER_READY' }, reason: 'The provider says that its machine has failed.' },
    ]);
  });

  it('for its silence only where preparing it does not bring its engine: else by how often that failed', () => {
    const preparing = aHost({ phase: 'preparing', providerId: 'm', failures: failures(1) });
    const listings = new Map([['host', away()]]);
    expect(waited(BOOT_LIMIT_MS, preparing, { listings }).actions).toMatchObject([{ to: 'removing' }]);
    const bringsEngine = { listings, preparesMachines: true };
    expect(waited(BOOT_LIMIT_MS, preparing, bringsEngine)).toEqual({ actions: [], next: undefined });
    expect(waited(0, { ...preparing, failures: failures(6) }, bringsEngine).actions).toMatchObject([
      { to: 'removing', reason: 'Its preparation failed 6 times: No.' },
    ]);
  });

  it('that counts as taken back and has no machine, once a listing shows what was asked for before', () => {
    const unlisted = aHost({ phase: 'spawning', adoptedAt: 1 });
    const lease = (settledFrom: number) => ({ heldAt: MONOTONIC, writesFrom: 0, settledFrom, wanted: true });
    expect(waited(SETTLE_MS, unlisted, { lease: lease(MONOTONIC) }).actions).toEqual([]);
    expect(waited(SETTLE_MS, unlisted, { lease: lease(0) }).actions).toMatchObject([{ to: 'removing' }]);
  });

  it('never while nobody can say, nor by time in which nobody looked', () => {
    expect(waited(SPAWN_LIMIT_MS * 9, aHost({ phase: 'spawning' }), { machines: {} }).actions).toEqual([]);
    expect(
      waited(SPAWN_LIMIT_MS * 9, aHost({ phase: 'spawning' }), { trustFrom: MONOTONIC }).actions,
    ).toEqual([]);
  });
});
