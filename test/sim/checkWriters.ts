import type { Lease } from '../../driver/model/lease';
import { FOREIGN } from './foreign';
import { POOL_ID } from './samples';
import { callersOf, type PendingCall, type Scene, type Watcher } from './scene';

/** Who had the pool's lease before may write for so long (ms): until then the one after waits. */
const HANDOVER_MS = 5.5 * 60_000;
/** So long a call may be on its way. */
const ON_ITS_WAY_MS = 90_000;

const writes: Record<string, PendingCall['call']> = {
  'machine asked for': 'api.create',
  'machine ended': 'api.destroy',
  'container made': 'engine.create',
  'container removed': 'engine.remove',
};

/** One at a time writes to a pool: who has its lease. */
export function checkWriters(): Watcher {
  let holder: Lease['holder'] | undefined;
  let since = Number.NEGATIVE_INFINITY;
  return {
    onWorld({ what, about, at }, scene) {
      const call = writes[what];
      const now = scene.simulator.world.leases.read(POOL_ID)?.holder;
      if (now !== holder) {
        if (holder !== undefined) since = at;
        holder = now;
      }
      if (!call || at - since < HANDOVER_MS + ON_ITS_WAY_MS) return;
      const callers = callersOf(call, hostOf(about, scene), scene.pending);
      if (callers.length === 0 || callers.some(({ controllerId }) => controllerId === holder)) return;
      const names = callers.map(({ controllerId }) => controllerId).join(', ');
      scene.violate('one controller writes', `${what} (${about}) by ${names}, and ${holder} has the lease.`);
    },
  };
}

function hostOf(about: string, { simulator, book }: Scene): string | undefined {
  const machine = simulator.world.machine(about) ?? book.containers.get(about)?.machine;
  return machine?.poolId === FOREIGN ? undefined : machine?.hostId;
}
