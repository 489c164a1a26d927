import { expect, it } from 'vitest';
import { aHost, anInstance, aView, manyHosts, wanted } from '../../../test/support/poolModel';
import { loseInstances } from './loseInstances';

const launching = anInstance({ id: 'i', state: 'provisioning', hostId: 'host' });

it('fails a launch whose host was removed while it was under way, with the reason why', () => {
  const gone = loseInstances(aView({ ...manyHosts([]), instances: [launching] }));
  expect(gone.actions).toMatchObject([{ type: 'doom', instanceId: 'i', error: { code: 'HOST_LOST' } }]);
  const byAdmin = new Map([['host', aHost({ phase: 'removed', leaving: 'admin' })]]);
  const removed = loseInstances(aView({ ...manyHosts([], { removed: byAdmin }), instances: [launching] }));
  expect(removed.actions).toMatchObject([{ error: { code: 'HOST_REMOVED' } }]);
  const removing = manyHosts([aHost({ phase: 'removing', leaving: 'admin' })]);
  const ruling = loseInstances(aView({ ...removing, instances: [launching] }));
  expect(ruling.actions).toMatchObject([{ error: { code: 'HOST_REMOVED' } }]);
});

it('leaves alone what is on a host that is there, what is being destroyed, and what has failed', () => {
  const error = { kind: 'permanent' as const, code: 'X', what: 'It failed.' };
  const others = [
    anInstance({ id: 'd', state: 'deleting', hostId: 'gone' }),
    anInstance({ id: 'f', state: 'running', hostId: 'gone', error }),
    anInstance({ id: 'q' }),
  ];
  const view = aView({
    ...manyHosts([aHost({ phase: 'draining' })]),
    instances: [launching, ...others],
  });
  expect(wanted(loseInstances(view))).toEqual([]);
});
