import { expect, it } from 'vitest';
import { aHost, aView, listed, wanted } from '../../../test/support/poolModel';
import { hostSubject, type Snapshot } from '../snapshot';
import { stopPreparing } from './stopPreparing';

const underWay: Partial<Snapshot> = {
  ...listed(),
  hosts: [aHost({ phase: 'preparing' })],
  inFlight: new Map([[hostSubject('host'), { type: 'prepareHost', hostId: 'host', reason: '' }]]),
};
const stop = [`stopPreparing ${hostSubject('host')}`];

it('calls a preparation off in shutdown mode', () => {
  expect(wanted(stopPreparing(aView(underWay)))).toEqual([]);
  expect(wanted(stopPreparing(aView(underWay, { DD_SHUTDOWN_MODE: true })))).toEqual(stop);
});

it('calls it off where an admin wants the host gone, and not where he wants it prepared', () => {
  const ordered = (what: 'remove' | 'prepare') =>
    stopPreparing(aView({ ...underWay, hosts: [aHost({ phase: 'preparing', wish: { what, at: 0 } })] }));
  expect(wanted(ordered('remove'))).toEqual(stop);
  expect(wanted(ordered('prepare'))).toEqual([]);
});

it('lets a preparation be that is not under way, and that of an active host', () => {
  const shutdown = { DD_SHUTDOWN_MODE: true };
  expect(wanted(stopPreparing(aView({ ...underWay, inFlight: new Map() }, shutdown)))).toEqual([]);
  expect(wanted(stopPreparing(aView({ ...underWay, hosts: [aHost()] }, shutdown)))).toEqual([]);
});
