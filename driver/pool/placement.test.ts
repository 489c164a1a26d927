import { expect, it } from 'vitest';
import { place, type Room } from './placement';

const room = (hostId: string, slots: number, free: number, age: Room['age'] = 0): Room => ({
  hostId,
  hostName: hostId,
  slots,
  free,
  age,
});

it('takes the fullest host that has room, so that others can become empty', () => {
  const rooms = [room('a', 8, 8), room('b', 8, 2), room('c', 8, 1)];
  expect(place(2, rooms)).toEqual({ hostId: 'b', reason: 'Placed on b, 2 of 8 slots free.' });
  expect(place(1, rooms).hostId).toBe('c');
});

it('says what is waited for where there is no room', () => {
  expect(place(4, [room('a', 8, 3), room('b', 8, 2)])).toEqual({
    hostId: undefined,
    reason: 'Waiting for 4 free slots on one host; a has 3 of 8 free.',
  });
  expect(place(1, []).reason).toBe('Waiting for a host that is ready.');
});

it('takes fresh hosts first, and one past its life-time last', () => {
  const rooms = [room('over', 8, 1, 2), room('ageing', 8, 2, 1), room('fresh', 8, 8)];
  expect(place(1, rooms)).toEqual({ hostId: 'fresh', reason: 'Placed on fresh, 8 of 8 slots free.' });
  expect(place(1, rooms.slice(0, 2)).hostId).toBe('ageing');
  expect(place(1, rooms.slice(0, 1)).reason).toContain('Its life-time is over, but nothing else has room.');
});
