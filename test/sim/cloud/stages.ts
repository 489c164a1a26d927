import type { PoolConfig } from '../../../driver/model/pool';
import { mishap, pick } from '../events';
import { use } from '../people';
import type { Scene } from '../scene';
import type { Step } from '../script';
import type { Rockpool } from '../workstation';
import type { CloudCallName } from './calls';
import type { CloudCell } from './faults';
import { type LeftoverKind, leave, openGroup } from './things';

/** Calls that are made only for what somebody has left. */
const leftovers: { [name in CloudCallName]?: LeftoverKind } = {
  'volume DELETE /volumes/{id}': 'volume',
  'volume DELETE /snapshots/{id}': 'snapshot',
  'network DELETE /ports/{id}': 'port',
  'compute DELETE /os-keypairs/{id}': 'keypair',
  'network DELETE /floatingips/{id}': 'floatingIp',
  'compute DELETE /os-server-groups/{id}': 'serverGroup',
};
/** Settings without which a call is never made. */
const wanting: { [name in CloudCallName]?: Partial<PoolConfig> } = {
  'compute GET /os-server-groups': { DD_HOST_ANTI_AFFINITY: true },
  'compute POST /os-server-groups': { DD_HOST_ANTI_AFFINITY: true },
  'network GET /floatingips': { DD_HOST_FLOATING_POOL: 'public' },
  'network POST /floatingips': { DD_HOST_FLOATING_POOL: 'public' },
  'network PUT /floatingips/{id}': { DD_HOST_FLOATING_POOL: 'public' },
  'volume POST /volumes/{id}/metadata': { DD_HOST_DATA_VOLUME_FACTOR: 2 },
};
/** Calls of each new machine. */
const ofNew: readonly string[] = [
  'compute POST /servers',
  'compute POST /servers/{id}/metadata',
  'network POST /security-groups',
  'network POST /security-group-rules',
  'compute GET /flavors/detail',
  'image GET /images',
  'network GET /networks',
  ...Object.keys(wanting),
];

/** What has to happen so that a call is made, which by itself it hardly would be. */
export function bringAbout({ call, fault }: CloudCell, scene: Scene, [, lot, other]: Step['with']): void {
  const { cloud, book } = scene;
  const user = pick(
    scene.workstations.filter(({ rockpool }) => rockpool),
    lot,
  );
  if (!cloud || !user) return;
  const kind = leftovers[call];
  // Of two Rockpools the other may have the pool, and whose it is then is nobody's but the admin's to say.
  if (kind && scene.workstations.length > 1) return;
  use(scene, user.rockpool, rockpool => {
    const [pool] = rockpool.store.pools.all();
    if (!pool) return;
    if (kind) {
      leave(kind, user.controllerId, scene);
      rockpool.pools.configure(pool.id, { DD_REMOVE_LEFTOVERS: true });
      return;
    }
    const changes = wanting[call];
    if (changes) rockpool.pools.configure(pool.id, changes);
    if (ofNew.includes(call) || call === 'compute DELETE /servers/{id}') renew(rockpool, other);
  });
  if (call === 'network DELETE /security-group-rules/{id}') {
    openGroup(scene);
    use(scene, user.rockpool, rockpool => renew(rockpool, other));
  } else if (call === 'identity POST /auth/tokens') cloud.emulator.faults.revokeTokens();
  else if (call === 'compute GET /servers/{id}' && fault !== 'tokenRevoked')
    mishap(scene.simulator, 'hostVanishes', pick([...book.hosts.keys()], other));
}

/** A host is replaced by another; where there is none that could be, one more is wanted. */
function renew({ store, pools }: Rockpool, lot: number): void {
  const active = store.hosts.all().filter(({ phase }) => phase === 'active');
  const host = pick(active, lot);
  if (host) pools.hosts.order([host.id], 'replace');
  for (const { id, config } of store.pools.all()) {
    const { DD_SHUTDOWN_MODE, DD_FREE_SLOT_TARGET: target, DD_MAX_HOSTS: most } = config;
    if (DD_SHUTDOWN_MODE) pools.configure(id, { DD_SHUTDOWN_MODE: false });
    else if (!host)
      pools.configure(id, { DD_FREE_SLOT_TARGET: (target % 8) + 1, DD_MAX_HOSTS: Math.max(2, most) });
  }
}
