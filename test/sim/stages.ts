import { containerState, isUp, stateOf } from '../../driver/providers/simulator/machines';
import { type Cell, type FaultName, isOfMachine, type PendingName } from './cells';
import { pick } from './events';
import { lookAt, use } from './people';
import { imageId } from './samples';
import type { PendingCall, Scene } from './scene';
import type { Rockpool } from './workstation';

/** Calls that a launch makes only where its host lacks the image. */
const ofImages: readonly PendingName[] = ['engine.findImage', 'engine.load'];
/** Calls of each launch. */
const ofLaunches: readonly PendingName[] = [
  'engine.create',
  'engine.start',
  'engine.inspect',
  'engine.look',
  ...ofImages,
];
/** So long somebody looks at an instance (ms). */
const LOOK_MS = 20_000;
/** A listing that lags lacks a host that was asked for so lately (ms). */
const YOUNG_MS = 15_000;
/** The beginning of the id of a host that nobody remembers. */
const GONE = 'pb_dd_gone_';

/** What has to happen so that a combination can be met, which by itself it hardly would be. */
export function bringAbout({ phase, call }: Cell, scene: Scene, lot: number): void {
  const user = pick(
    scene.workstations.filter(({ rockpool }) => rockpool),
    lot,
  );
  use(scene, user?.rockpool, ({ store, pools, instances }) => {
    const [pool] = store.pools.all();
    if (!user || !pool) return;
    if (call === 'api.release') {
      // Of two Rockpools the other may have the pool, and whose it is then is nobody's but the admin's to say.
      if (scene.workstations.length > 1) return;
      pools.configure(pool.id, { DD_REMOVE_LEFTOVERS: true });
      const { controllerId } = user;
      const madeAt = scene.simulator.world.now();
      scene.simulator.world.things.leave({
        poolId: pool.id,
        controllerId,
        hostId: `${GONE}${madeAt}`,
        madeAt,
      });
    } else if (call === 'engine.remove') {
      const one = runningIn(phase, store, lot);
      if (!one) return;
      scene.book.unwanted.add(one.id);
      instances.destroy([one.id]);
    } else if (ofLaunches.includes(call)) {
      const requestId = `${scene.clock.monotonic()}-${lot}`;
      instances.launch({ blueprintId: 'small', userId: 'ada', requestId });
    } else if (phase === 'removing') {
      const host = pick(
        store.hosts.all().filter(one => one.phase === 'active'),
        lot,
      );
      if (host) pools.hosts.order([host.id], 'drain');
    }
  });
}

/** Somebody looks at a running instance, where that is the call that is waited for; true where it was done. */
export function lookFor({ phase, call }: Cell, scene: Scene, lot: number): boolean {
  if (call !== 'engine.usage' && call !== 'engine.logs') return false;
  for (const { rockpool } of scene.workstations) {
    const one = rockpool && runningIn(phase, rockpool.store, lot);
    if (!one) continue;
    use(scene, rockpool, user =>
      lookAt(scene, user, one, call === 'engine.usage' ? 'facts' : 'log', LOOK_MS),
    );
    return true;
  }
  return false;
}

/** A running instance on a host in a phase, or on one that could be made to drain. */
function runningIn(phase: Cell['phase'], { hosts, instances }: Rockpool['store'], lot: number) {
  const running = instances.all().filter(({ state }) => state === 'running');
  const on = (wanted: Cell['phase']) =>
    running.filter(({ hostId = '' }) => hosts.get(hostId)?.phase === wanted);
  return pick(on(phase), lot) ?? (phase === 'draining' ? pick(on('active'), lot) : undefined);
}

/** True if there is something that the fault could happen to. */
export function hasVictim(fault: FaultName, hostId: string | undefined, { simulator, book }: Scene): boolean {
  const { world } = simulator;
  const now = world.now();
  if (fault === 'listingLags') {
    const isActive = (id: string) => book.hosts.get(id)?.phase === 'active';
    return world.machines().some(one => now - one.askedAt < YOUNG_MS && isActive(one.hostId));
  }
  if (!isOfMachine(fault)) return true;
  const machines = world.machines().filter(one => one.hostId === hostId && stateOf(one, now) === 'running');
  if (fault !== 'containerDies') return machines.length > 0;
  return machines.some(
    one => isUp(one, now) && [...one.containers.values()].some(it => containerState(it, now) === 'running'),
  );
}

/** The same, at a call that comes before the one that is waited for; true where it was done. */
export function prepareAt(
  { call, hostId }: PendingCall,
  { fault, phase, call: wanted }: Cell,
  scene: Scene,
): boolean {
  if (hostId === undefined) return false;
  const at = scene.book.hosts.get(hostId)?.phase;
  const isLate = at === 'active' || at === 'draining';
  if (call === 'engine.create' && isLate && ofImages.includes(wanted) && phase !== 'preparing') {
    return hasVictim(fault, hostId, scene) && prune(hostId, scene);
  }
  if (call === 'engine.findImage' && at === 'preparing' && wanted === 'engine.load' && phase === at) {
    return hasVictim(fault, hostId, scene) && prune(hostId, scene);
  }
  if (call === 'api.destroy' && wanted === 'engine.list' && phase === 'removing') {
    // Its engine is there for a while yet.
    scene.simulator.inject({ name: 'deleteHangs', call, hostId, times: 4, forMs: 60_000 });
    return true;
  }
  return false;
}

/** Somebody removes the image from a host by hand. */
function prune(hostId: string, { simulator }: Scene): boolean {
  const there = simulator.world.machines().filter(machine => machine.hostId === hostId);
  for (const { images } of there) images.delete(imageId);
  return there.length > 0;
}

/** An admin wants a host to take no more instances, at once. */
export function drain(hostId: string, by: PendingCall['caller'], scene: Scene): void {
  // Not while the call is being made.
  scene.clock.timer(0, () => use(scene, by.rockpool, ({ pools }) => pools.hosts.order([hostId], 'drain')));
}
