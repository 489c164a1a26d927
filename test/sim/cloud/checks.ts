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

/** A host counts as removed when nothing of it is there any more. */
function checkRemoved({ id, phase }: Host, by: Workstation, scene: Scene): void {
  const before = scene.book.recordsOf(by.controllerId).hosts.get(id)?.phase;
  if (!scene.cloud || phase !== 'removed' || before === 'removed') return;
  const { emulator, mirror } = scene.cloud;
  const { volumes, floatingIps } = emulator.world.everything();
  const volume = volumes.find(
    one => readMetadata(one.metadata)?.hostId === id || mirror.ownerOf(one.id) === id,
  );
  const address = floatingIps.find(({ description }) => readText(description)?.hostId === id);
  const left = volume
    ? `volume ${volume.id} (${volume.status})`
    : address && `floating address ${address.id}`;
  if (left) scene.violate('nothing left over', `${id} counts as removed, and its ${left} is there.`);
}
