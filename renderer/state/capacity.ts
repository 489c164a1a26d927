import { isLive } from '../../driver/model/instance';
import type { State } from '../../driver/model/state';

/** Slots of a pool: of its active hosts, and what the live instances that have left the queue take of them. */
export interface Capacity {
  total: number;
  used: number;
  free: number;
}

export function capacityOf(state: Pick<State, 'hosts' | 'instances'>, poolId: string): Capacity {
  const total = Object.values(state.hosts)
    .filter(host => host.poolId === poolId && host.phase === 'active')
    .reduce((sum, host) => sum + host.slots, 0);
  const used = Object.values(state.instances)
    .filter(instance => instance.poolId === poolId && instance.state !== 'queueing' && isLive(instance))
    .reduce((sum, instance) => sum + instance.slots, 0);
  return { total, used, free: Math.max(0, total - used) };
}
