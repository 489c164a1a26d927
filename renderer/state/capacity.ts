import { isLive } from '../../driver/model/instance';
import type { State } from '../../driver/model/state';

/** Slots of a pool: of its active hosts, and what the live instances that have left the queue take of them. */
export interface Capacity {
  total: number;
  used: number;
  free: number;
}

export function capacityOf(state: Pick<State, 'hosts' | 'instances'>, poolId: string): Capacity {
  // One pass over each, without arrays in between: it is counted anew at every change, of thousands.
  let [total, used] = [0, 0];
  for (const { poolId: own, phase, slots } of Object.values(state.hosts)) {
    if (own === poolId && phase === 'active') total += slots;
  }
  for (const instance of Object.values(state.instances)) {
    if (instance.poolId === poolId && instance.state !== 'queueing' && isLive(instance))
      used += instance.slots;
  }
  return { total, used, free: Math.max(0, total - used) };
}
