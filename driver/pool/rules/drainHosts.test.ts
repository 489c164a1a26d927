import { expect, it } from 'vitest';
import { aHost, aView } from '../../../test/support/poolModel';
import { drainHosts } from './drainHosts';

it('drains hosts in shutdown mode, and takes that back when it is switched off', () => {
  expect(drainHosts(aView({}, { DD_SHUTDOWN_MODE: true })).actions).toMatchObject([{ to: 'draining' }]);
  expect(drainHosts(aView({ hosts: [aHost({ phase: 'draining' })] })).actions).toMatchObject([
    { to: 'active' },
  ]);
  expect(drainHosts(aView()).actions).toEqual([]);
});
