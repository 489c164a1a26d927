import type { PoolConfig } from '../../../driver/model/pool';
import { mishap, pick } from '../events';
import { use } from '../people';
import type { Scene } from '../scene';
import type { Step } from '../script';
import type { Rockpool } from '../workstation';
import { type CloudCallName, isOfCopies } from './calls';
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
    if (isOfCopies(call)) wantCopy(call, scene, rockpool, other);
    else if (ofNew.includes(call) || call === 'compute DELETE /servers/{id}') renew(rockpool, other);
  });
  if (call === 'network DELETE /security-group-rules/{id}') {
    openGroup(scene);
    use(scene, user.rockpool, rockpool => renew(rockpool, other));
  } else if (call === 'identity POST /auth/tokens') cloud.emulator.faults.revokeTokens();
  else if (call === 'compute GET /servers/{id}' && fault !== 'tokenRevoked')
    mishap(scene.simulator, 'hostVanishes', pick([...book.hosts.keys()], other));
}

const MOST_HOSTS = 8;

/** Nothing keeps the pool from making copies, of volumes or of none; where there is one, others are wanted. */
function wantCopy(call: CloudCallName, scene: Scene, rockpool: Rockpool, lot: number): void {
  const { store, pools, instances } = rockpool;
  const waiting = store.instances.all().filter(({ state }) => state === 'queueing');
  for (const { id } of waiting) scene.book.unwanted.add(id);
  if (waiting.length > 0) instances.destroy(waiting.map(({ id }) => id));
  const hosts = hostsOf(rockpool).length;
  for (const { id, config } of store.pools.all())
    pools.configure(id, {
      ...{ DD_WARM_IMAGES: true, DD_SHUTDOWN_MODE: false, DD_FREE_SLOT_TARGET: 0 },
      DD_MAX_HOSTS: Math.max(config.DD_MAX_HOSTS, Math.min(MOST_HOSTS, hosts + 2)),
      ...(hasCopy(rockpool) ? { DD_HOST_SWAP_MIB: Math.ceil(lot * 16) * 128 } : {}),
      ...(call.startsWith('volume') ? { DD_HOST_DATA_VOLUME_FACTOR: 1 } : { DD_HOST_ROOT_VOLUME_SIZE: 0 }),
    });
}

/** One more host is wanted where it would start from a copy. @returns false where there is none */
export function startOnCopies({ workstations }: Scene): boolean {
  let hasAny = false;
  for (const { rockpool } of workstations) {
    if (!rockpool || !hasCopy(rockpool)) continue;
    hasAny = true;
    const hosts = hostsOf(rockpool).length;
    for (const { id, config } of rockpool.store.pools.all())
      rockpool.pools.configure(id, {
        DD_SHUTDOWN_MODE: false,
        DD_FREE_SLOT_TARGET: (hosts + 1) * config.DD_HOST_FLAVOR_SLOTS_LARGE,
        DD_MAX_HOSTS: Math.max(config.DD_MAX_HOSTS, hosts + 1),
      });
  }
  return hasAny;
}

const hostsOf = ({ store }: Rockpool) => store.hosts.all().filter(({ phase }) => phase !== 'removed');
const hasCopy = ({ pools }: Rockpool) =>
  pools.plans()[0]?.starts?.copies.some(({ madeAt }) => madeAt !== undefined) ?? false;

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
