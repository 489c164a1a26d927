import type { Host } from '../../../driver/model/host';
import { readMetadata, readText } from '../../../driver/providers/openstack/marks';
import type { Scene, Watcher } from '../scene';
import type { Workstation } from '../workstation';

/** What must hold of what belongs to servers, at every moment. */
export const cloudInvariants: Watcher = {
  onCommit(diff, by, scene) {
    if (!scene.cloud) return;
    for (const host of Object.values(diff.hosts?.put ?? {})) checkRemoved(host, by, scene);
  },
};

/** What was asked for so lately (ms) may not have been there when it was listed, or lists lag: it is a leftover, and goes. */
const YOUNG_MS = 90_000;

/** A host counts as removed when nothing of it is there any more. */
function checkRemoved({ id, phase }: Host, by: Workstation, scene: Scene): void {
  const before = scene.book.recordsOf(by.controllerId).hosts.get(id)?.phase;
  if (!scene.cloud || phase !== 'removed' || before === 'removed') return;
  const { emulator, mirror } = scene.cloud;
  const { volumes, floatingIps } = emulator.world.everything();
  const isOld = ({ createdAt }: { createdAt: number }) => scene.clock.now() - createdAt > YOUNG_MS;
  const volume = volumes.find(
    one => isOld(one) && (readMetadata(one.metadata)?.hostId === id || mirror.ownerOf(one.id) === id),
  );
  const address = floatingIps.find(one => isOld(one) && readText(one.description)?.hostId === id);
  const left = volume
    ? `volume ${volume.id} (${volume.status})`
    : address && `floating address ${address.id}`;
  if (left) scene.violate('nothing left over', `${id} counts as removed, and its ${left} is there.`);
}
