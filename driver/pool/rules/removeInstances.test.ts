import { describe, expect, it } from 'vitest';
import { aContainer, anInstance, aView, away, running, seen, wanted } from '../../../test/support/poolModel';
import { removeInstances } from './removeInstances';

const deleting = running({ id: 'a', state: 'deleting' });
const error = { kind: 'permanent' as const, code: 'X', what: 'No.' };

describe('an instance that is to go', () => {
  it('is removed, and so is what is left of one that has failed', () => {
    const instances = [deleting, running({ id: 'b', error }), anInstance({ id: 'c', error })];
    expect(wanted(removeInstances(aView({ instances })))).toEqual([
      'remove instance a',
      'remove instance b',
      'remove instance c',
    ]);
  });

  it('waits while its host does not answer, and says so', () => {
    const listings = new Map([['host', away(seen([aContainer('a')]))]]);
    const ruling = removeInstances(aView({ instances: [deleting], listings }));
    expect(wanted(ruling)).toEqual([]);
    expect(ruling.blocked?.[0]?.reason).toContain('Waiting for this machine');
  });

  it('needs no host when it never had one', () => {
    const queued = anInstance({ id: 'a', state: 'deleting' });
    const ruling = removeInstances(aView({ instances: [queued], listings: new Map() }));
    expect(ruling.actions).toMatchObject([{ type: 'remove', instanceId: 'a', hostId: undefined }]);
  });

  it('is left alone while a removal of it is under way', () => {
    const action = { type: 'remove' as const, instanceId: 'a', hostId: 'host', reason: '' };
    const view = aView({ instances: [deleting], inFlight: new Map([['instance a', action]]) });
    expect(wanted(removeInstances(view))).toEqual([]);
  });
});
