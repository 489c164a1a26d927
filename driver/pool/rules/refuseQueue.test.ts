import { expect, it } from 'vitest';
import { anInstance, aView, running, wanted } from '../../../test/support/poolModel';
import { refuseQueue } from './refuseQueue';

const instances = [anInstance({ id: 'a' }), running({ id: 'b' })];

it('refuses what waits in the queue in shutdown mode, and nothing else', () => {
  expect(wanted(refuseQueue(aView({ instances }, { DD_SHUTDOWN_MODE: true })))).toEqual(['doom instance a']);
  expect(wanted(refuseQueue(aView({ instances })))).toEqual([]);
});
