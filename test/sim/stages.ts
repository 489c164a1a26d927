import type { Cell, PendingName } from './cells';
import { pick } from './events';
import { lookAt, use } from './people';
import { imageId } from './samples';
import type { PendingCall, Scene } from './scene';

/** Calls that a launch makes only where its host lacks the image. */
const ofImages: readonly PendingName[] = ['engine.findImage', 'engine.load'];

/** What has to happen so that a combination can be met, which by itself it hardly would be. */
export function bringAbout({ phase, call }: Cell, scene: Scene, lot: number): void {
  const user = pick(
    scene.workstations.filter(({ rockpool }) => rockpool),
    lot,
  )?.rockpool;
  use(scene, user, rockpool => {
    const { store, pools } = rockpool;
    if (call === 'engine.usage' || call === 'engine.logs') {
      const phaseOf = (hostId = '') => store.hosts.get(hostId)?.phase;
      const running = store.instances.all().filter(({ state }) => state === 'running');
      const there = running.filter(({ hostId }) => phaseOf(hostId) === phase);
      const one = pick(there.length > 0 ? there : running, lot);
      if (one) lookAt(scene, rockpool, one, call === 'engine.usage' ? 'facts' : 'log', 20_000);
    } else if (call === 'api.release') {
      for (const { id } of store.pools.all()) pools.configure(id, { DD_REMOVE_LEFTOVERS: true });
      scene.simulator.inject({ name: 'volumeStays', times: 1 });
    }
  });
}

/** The same, at a call that comes before the one that is waited for; true where it was done. */
export function prepareAt(
  { call, hostId }: PendingCall,
  { phase, call: wanted }: Cell,
  scene: Scene,
): boolean {
  if (hostId === undefined) return false;
  const at = scene.book.hosts.get(hostId)?.phase;
  const isLate = at === 'active' || at === 'draining';
  if (call === 'engine.create' && isLate && ofImages.includes(wanted) && phase !== 'preparing') {
    return prune(hostId, scene);
  }
  if (call === 'engine.findImage' && at === 'preparing' && wanted === 'engine.load' && phase === at) {
    return prune(hostId, scene);
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
