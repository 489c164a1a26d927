import { change } from '../compute/building';
import type { Server } from '../compute/records';
import { fields, text, textMap } from '../core/read';
import { Refusal } from '../core/refusal';
import type { Answer, Call } from '../core/service';
import { addSnapshot } from '../volume/life';

const GIB = 2 ** 30;
/** What a server of an image finds again, as libvirt has chosen it. */
const HARDWARE = {
  hw_machine_type: 'pc',
  hw_cdrom_bus: 'ide',
  hw_disk_bus: 'virtio',
  hw_input_bus: 'usb',
  hw_pointer_model: 'usbtablet',
  hw_video_model: 'virtio',
  hw_vif_model: 'virtio',
};

/**
 * An image of a server. Where it boots from a volume, the image is a note of the snapshots of its volumes; else its own
 * disk is uploaded, and its volumes are left out.
 * @throws {Refusal} 409 where the server is in no state for it
 */
export function createImage(call: Call, server: Server): Answer {
  const { cloud, body, minor, token } = call;
  const asked = fields(body, 'createImage');
  if ((server.vmState !== 'active' && server.vmState !== 'stopped') || server.taskState !== null)
    throw new Refusal(
      409,
      `Cannot 'createImage' instance ${server.id} while it is in ${server.taskState === null ? `vm_state ${server.vmState}` : `task_state ${server.taskState}`}`,
    );
  const base = server.imageId === undefined ? undefined : cloud.images.get(server.imageId);
  const root = server.attachments.find(({ isRoot }) => isRoot);
  const { now } = cloud.agenda;
  const image = cloud.images.add({
    id: cloud.ids.uuid(),
    projectId: server.projectId,
    name: text(asked.name) ?? '',
    status: root ? 'active' : 'queued',
    visibility: 'private',
    diskFormat: root ? 'qcow2' : null,
    containerFormat: root ? 'bare' : null,
    size: root ? 0 : null,
    virtualSize: null,
    minDisk: server.flavor.disk,
    minRam: base?.minRam ?? 0,
    isProtected: false,
    checksum: null,
    hash: null,
    tags: [],
    properties: {
      ...base?.properties,
      ...HARDWARE,
      ...(base && { base_image_ref: base.id }),
      owner_user_name: token.user.name,
      owner_project_name: token.project?.name ?? '',
      boot_roles: token.roles
        .map(({ name }) => name)
        .sort()
        .reverse()
        .join(','),
      instance_uuid: server.id,
      user_id: server.userId,
      image_type: 'snapshot',
      ...textMap(asked.metadata),
      ...(root && {
        bdm_v2: 'True',
        block_device_mapping: JSON.stringify(
          server.attachments.map(one => ({
            source_type: 'snapshot',
            destination_type: 'volume',
            snapshot_id: addSnapshot(cloud, one.volumeId, {
              name: `snapshot for ${text(asked.name) ?? ''}`,
              description: '',
              metadata: {},
            }).id,
            boot_index: one.isRoot ? 0 : null,
            delete_on_termination: one.deleteOnTermination,
          })),
        ),
      }),
    },
    createdAt: now,
    updatedAt: now,
  });
  if (!root) upload(call, server, image.id, (base?.size ?? GIB) + 0);
  return minor >= 45
    ? { status: 202, body: { image_id: image.id } }
    : { status: 202, headers: { location: `${call.origin}/image/v2/images/${image.id}` } };
}

function upload({ cloud }: Call, server: Server, imageId: string, size: number): void {
  const step = (taskState: string | null) => {
    if (cloud.servers.get(server.id)?.taskState !== 'deleting') change(cloud, server.id, { taskState });
  };
  step('image_snapshot_pending');
  cloud.agenda.after(cloud.takes('imageQueued'), () => {
    step('image_uploading');
    const properties = {
      ...cloud.images.get(imageId)?.properties,
      image_state: 'available',
      owner_id: server.projectId,
      image_location: 'snapshot',
    };
    cloud.images.change(imageId, {
      status: 'saving',
      diskFormat: 'qcow2',
      containerFormat: 'bare',
      properties,
      updatedAt: cloud.agenda.now,
    });
    if (cloud.mishaps.strikes('imageKilled')) {
      step(null);
      cloud.images.change(imageId, { status: 'killed' });
      return;
    }
    cloud.agenda.after(cloud.takes('imageSaving'), () => {
      step(null);
      cloud.images.change(imageId, {
        status: 'active',
        size,
        virtualSize: server.flavor.disk * GIB,
        checksum: cloud.ids.hex(),
        hash: [1, 2, 3, 4].map(() => cloud.ids.hex()).join(''),
        updatedAt: cloud.agenda.now,
      });
    });
  });
}
