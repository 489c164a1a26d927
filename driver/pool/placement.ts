/** A host that could take an instance. */
export interface Room {
  hostId: string;
  hostName: string;
  slots: number;
  free: number;
  /** 0: fresh; 1: soon to be replaced; 2: its life-time is over. */
  age: 0 | 1 | 2;
}

export type Placement = { hostId: string; reason: string } | { hostId: undefined; reason: string };

const told = [
  '',
  ' No fresher host has room.',
  ' Its life-time is over, but nothing else has room.',
] as const;

/**
 * Picks the host for an instance of `slots`: of the freshest with room the fullest, so that others become empty
 * and can go; of equals the first. Says why, or what is waited for.
 */
export function place(slots: number, rooms: readonly Room[]): Placement {
  let best: Room | undefined;
  let roomiest: Room | undefined;
  for (const room of rooms) {
    if (!roomiest || room.free > roomiest.free) roomiest = room;
    if (room.free < slots) continue;
    if (!best || room.age < best.age || (room.age === best.age && room.free < best.free)) best = room;
  }
  if (best) {
    return {
      hostId: best.hostId,
      reason: `Placed on ${best.hostName}, ${best.free} of ${best.slots} slots free.${told[best.age]}`,
    };
  }
  if (!roomiest) return { hostId: undefined, reason: 'Waiting for a host that is ready.' };
  const wanted = slots === 1 ? 'a free slot' : `${slots} free slots on one host`;
  return {
    hostId: undefined,
    reason: `Waiting for ${wanted}; ${roomiest.hostName} has ${roomiest.free} of ${roomiest.slots} free.`,
  };
}
