/** A host that could take an instance. */
export interface Room {
  hostId: string;
  hostName: string;
  slots: number;
  free: number;
}

export type Placement = { hostId: string; reason: string } | { hostId: undefined; reason: string };

/**
 * Picks the host for an instance of `slots`: the fullest that still has room, so that others become empty and
 * can go; of equals the first. Says why, or what is waited for.
 */
export function place(slots: number, rooms: readonly Room[]): Placement {
  const fitting = rooms.filter(({ free }) => free >= slots).sort((a, b) => a.free - b.free);
  const best = fitting[0];
  if (best) {
    return {
      hostId: best.hostId,
      reason: `Placed on ${best.hostName}, ${best.free} of ${best.slots} slots free.`,
    };
  }
  const roomiest = [...rooms].sort((a, b) => b.free - a.free)[0];
  if (!roomiest) return { hostId: undefined, reason: 'Waiting for a host that is ready.' };
  const wanted = slots === 1 ? 'a free slot' : `${slots} free slots on one host`;
  return {
    hostId: undefined,
    reason: `Waiting for ${wanted}; ${roomiest.hostName} has ${roomiest.free} of ${roomiest.slots} free.`,
  };
}
