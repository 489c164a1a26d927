import { expect, it } from 'vitest';
import { aView, wanted } from '../../../test/support/poolModel';
import { keepHosts } from './keepHosts';

it('makes the host that the pool is to have, once, and not in shutdown mode', () => {
  expect(wanted(keepHosts(aView({ hosts: [] })))).toEqual(['createHost new host 0']);
  expect(wanted(keepHosts(aView()))).toEqual([]);
  expect(wanted(keepHosts(aView({ hosts: [] }, { DD_SHUTDOWN_MODE: true })))).toEqual([]);
});
