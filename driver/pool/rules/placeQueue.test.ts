import { describe, expect, it } from 'vitest';
import {
  aContainer,
  aHost,
  anInstance,
  aView,
  away,
  listed,
  NOW,
  running,
  seen,
  wanted,
} from '../../../test/support/poolModel';
import { placeQueue } from './placeQueue';

const queue = (...slots: number[]) =>
  slots.map((size, i) => anInstance({ id: String.fromCharCode(97 + i), slots: size, createdAt: NOW + i }));

describe('the queue', () => {
  it('is placed first come, first served, as far as slots go', () => {
    const ruling = placeQueue(aView({ hosts: [aHost({ slots: 2 })], instances: queue(1, 1, 1, 1) }));
    expect(wanted(ruling)).toEqual(['launch instance a', 'launch instance b']);
    expect(ruling.blocked).toEqual([
      { subject: 'instance c', reason: 'Waiting for a free slot; this machine has 0 of 2 free.' },
      { subject: 'instance d', reason: '1 before it in the queue.' },
    ]);
  });

  it('lets nobody overtake one that waits for more slots', () => {
    const ruling = placeQueue(aView({ hosts: [aHost({ slots: 4 })], instances: queue(3, 2, 1) }));
    expect(wanted(ruling)).toEqual(['launch instance a']);
    expect(ruling.blocked?.[0]?.reason).toBe(
      'Waiting for 2 free slots on one host; this machine has 1 of 4 free.',
    );
  });

  it('counts what runs, what is on its way there, and what belongs to others', () => {
    const instances = [
      running({ id: 'x', slots: 2 }),
      anInstance({ id: 'y', slots: 3, state: 'provisioning', hostId: 'host' }),
      ...queue(1, 1),
    ];
    const listings = new Map([['host', seen([aContainer('x', { slots: 2 })], 2)]]);
    const ruling = placeQueue(aView({ instances, listings }));
    expect(wanted(ruling)).toEqual(['launch instance a']);
  });

  it('gets the slots of containers that have ended', () => {
    const view = aView({
      hosts: [aHost({ slots: 1 })],
      instances: queue(1),
      ...listed(aContainer('x', { state: 'ended' })),
    });
    expect(wanted(placeQueue(view))).toEqual(['launch instance a']);
  });

  it("waits for a host that does not answer, or isn't ready, and says so", () => {
    const instances = queue(1);
    const silent = placeQueue(aView({ instances, listings: new Map([['host', away()]]) }));
    expect(silent.blocked?.[0]?.reason).toBe('Waiting for this machine to answer.');
    const early = placeQueue(aView({ instances, hosts: [aHost({ phase: 'preparing' })] }));
    expect(early.blocked?.[0]?.reason).toBe('Waiting until this machine is prepared.');
    const none = placeQueue(aView({ instances, hosts: [] }));
    expect(none.blocked?.[0]?.reason).toBe('Waiting for a host that is ready.');
  });

  it('is not placed on a host that drains', () => {
    expect(wanted(placeQueue(aView({ instances: queue(1), hosts: [aHost({ phase: 'draining' })] })))).toEqual(
      [],
    );
  });
});
