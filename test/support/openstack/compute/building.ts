import type { Cloud } from '../cloud';
import { Refusal } from '../core/refusal';
import { addPort, changePort, removePort } from '../network/ports';
import { defaultGroup } from '../network/securityGroups';
import { addVolume, attach, detach, removeVolume, snapshotsOf } from '../volume/life';
import { forbidden } from './errors';
import type { Attachment, Server } from './records';
import type { Wanted, WantedVolume } from './wanted';

/** @throws {Refusal} 403 with Nova's words where the project may have no more */
function takeQuota(cloud: Cloud, projectId: string, { vcpus, ram }: Wanted['flavor']): void {
  const limits = cloud.projects.get(projectId)?.quotas.compute ?? {};
  const asked = { instances: 1, cores: vcpus, ram };
  const over = (Object.keys(asked) as (keyof typeof asked)[]).sort().filter(what => {
    const limit = limits[what] ?? -1;
    return limit >= 0 && cloud.usage.of(projectId, what) + asked[what] > limit;
  });
  if (over.length > 0) {
    const say = (of: (what: keyof typeof asked) => unknown) => over.map(of).join(', ');
    throw forbidden(
      `Quota exceeded for ${over.join(', ')}: Requested ${say(what => asked[what])}, but already used ${say(
        what => cloud.usage.of(projectId, what),
      )} of ${say(what => limits[what])} ${over.join(', ')}`,
    );
  }
  count(cloud, projectId, asked, 1);
}

function count(cloud: Cloud, projectId: string, of: Record<string, number>, by: number): void {
  for (const [what, amount] of Object.entries(of)) cloud.usage.add(projectId, what, amount * by);
}

/** Takes it up: from here on it exists, and a node is looked for. */
export function begin(cloud: Cloud, wanted: Wanted, projectId: string, userId: string): Server {
  takeQuota(cloud, projectId, wanted.flavor);
  const ports = wanted.ways.filter(({ portId }) => portId === undefined).length;
  const limit = cloud.projects.get(projectId)?.quotas.network.port ?? -1;
  if (limit >= 0 && cloud.usage.of(projectId, 'port') + ports > limit) {
    count(cloud, projectId, { instances: 1, cores: wanted.flavor.vcpus, ram: wanted.flavor.ram }, -1);
    throw forbidden('Maximum number of ports exceeded');
  }
  const { now } = cloud.agenda;
  const server = cloud.servers.add({
    id: cloud.ids.uuid(),
    projectId,
    userId,
    name: wanted.name,
    description: wanted.description,
    hostname: wanted.name.toLowerCase().replace(/[^a-z0-9-]+/g, '-'),
    vmState: 'building',
    taskState: 'scheduling',
    metadata: wanted.metadata,
    tags: wanted.tags,
    flavor: wanted.flavor,
    imageId: wanted.image?.id,
    keyName: wanted.keyName,
    userData: wanted.userData,
    securityGroups: wanted.groupIds,
    createdAt: now,
    updatedAt: now,
    launchedAt: undefined,
    terminatedAt: undefined,
    zone: '',
    hostId: '',
    hasConfigDrive: false,
    groupId: wanted.groupId,
    attachments: [],
    fault: undefined,
    hasAddresses: false,
    ownPortIds: [],
    ownVolumeIds: [],
    hasBeenScheduled: false,
  });
  if (!cloud.mishaps.strikes('stuckInBuild'))
    cloud.agenda.after(cloud.takes('scheduling'), () => schedule(cloud, server.id, wanted));
  return server;
}

export function change(cloud: Cloud, id: string, patch: Partial<Server>): Server | undefined {
  return cloud.servers.change(id, { ...patch, updatedAt: cloud.agenda.now });
}

/** What was made for it goes at once: the server alone is left, on no node. */
function fail(cloud: Cloud, id: string, message: string, volumes: readonly string[] = []): undefined {
  const server = cloud.servers.get(id);
  if (server) releasePorts(cloud, server);
  for (const volume of volumes) removeVolume(cloud, volume);
  change(cloud, id, {
    vmState: 'error',
    taskState: null,
    zone: '',
    hostId: '',
    ownPortIds: [],
    ownVolumeIds: [],
    fault: { code: 500, message, created: cloud.agenda.now },
  });
}

/** Those that were made for it go; those that it was lent are given back. */
function releasePorts(cloud: Cloud, { id, ownPortIds }: Server): void {
  for (const port of [...(cloud.portsOf.get(id) ?? [])]) {
    if (ownPortIds.includes(port)) removePort(cloud, port);
    else changePort(cloud, port, { deviceId: '', deviceOwner: '', status: 'DOWN' });
  }
}

/** Still being built, and not already on its way out. */
function built(cloud: Cloud, id: string): Server | undefined {
  const server = cloud.servers.get(id);
  return server?.vmState === 'building' && server.taskState !== 'deleting' ? server : undefined;
}

/** Placement's words come with nothing behind them. */
const NO_VALID_HOST = 'No valid host was found. ';
/** The disk of the largest node. */
const NODE_DISK_GB = 100_000;

function schedule(cloud: Cloud, id: string, wanted: Wanted): undefined {
  const server = built(cloud, id);
  if (!server) return undefined;
  if (cloud.mishaps.strikes('noValidHost') || server.flavor.disk > NODE_DISK_GB)
    return fail(cloud, id, NO_VALID_HOST);
  const own: string[] = [];
  try {
    const groups = wanted.groupIds.length > 0 ? wanted.groupIds : [defaultGroup(cloud, server.projectId).id];
    for (const { network, portId } of wanted.ways) {
      if (portId !== undefined)
        changePort(cloud, portId, { deviceId: id, deviceOwner: `compute:${cloud.zone}` });
      else
        own.push(
          addPort(cloud, server.projectId, network, {
            deviceId: id,
            deviceOwner: `compute:${cloud.zone}`,
            securityGroupIds: groups,
          }).id,
        );
    }
  } catch (error) {
    for (const port of own) removePort(cloud, port);
    if (!(error instanceof Refusal)) throw error;
    return fail(
      cloud,
      id,
      `Build of instance ${id} aborted: Failed to allocate the network(s), not rescheduling.`,
    );
  }
  change(cloud, id, {
    taskState: 'block_device_mapping',
    zone: cloud.zone,
    hostId: cloud.ids.hex() + cloud.ids.hex().slice(0, 24),
    ownPortIds: own,
    hasBeenScheduled: true,
  });
  if (cloud.mishaps.strikes('buildFails'))
    return fail(cloud, id, `Build of instance ${id} aborted: Failure prepping block device.`);
  makeVolumes(cloud, id, wanted);
}

function makeVolumes(cloud: Cloud, id: string, wanted: Wanted): undefined {
  const server = built(cloud, id);
  if (!server) return undefined;
  const made: string[] = [];
  try {
    for (const volume of wanted.volumes) made.push(volumeFor(cloud, server, volume));
    const own = made.filter((_, i) => isItsOwn(wanted.volumes[i]));
    change(cloud, id, { ownVolumeIds: own });
  } catch (error) {
    // What it has made until then it takes back.
    for (const [i, volume] of made.entries()) if (isItsOwn(wanted.volumes[i])) removeVolume(cloud, volume);
    if (!(error instanceof Refusal)) throw error;
    return fail(cloud, id, `Build of instance ${id} aborted: ${error.message}`, ending(made, wanted));
  }
  awaitVolumes(cloud, id, wanted, made);
}

const isItsOwn = (volume: WantedVolume | undefined): boolean =>
  volume !== undefined && volume.source !== 'volume' && volume.deleteOnTermination;

function volumeFor(cloud: Cloud, server: Server, wanted: WantedVolume): string {
  if (wanted.source === 'volume') return wanted.sourceId ?? '';
  return addVolume(cloud, server.projectId, server.userId, {
    name: wanted.source === 'blank' ? `${server.id}-blank-vol` : '',
    description: '',
    size: wanted.size,
    type: wanted.type,
    imageId: wanted.source === 'image' ? wanted.sourceId : undefined,
    snapshotId: wanted.source === 'snapshot' ? wanted.sourceId : undefined,
  }).id;
}

/** Of its volumes those that end with it. */
const ending = (made: readonly string[], { volumes }: Wanted) =>
  made.filter((_, i) => volumes[i]?.deleteOnTermination);

/** Nova asks so often, ms, and gives up after so many times. */
const VOLUME_POLL_MS = 3_000;
const VOLUME_POLLS = 60;

function awaitVolumes(
  cloud: Cloud,
  id: string,
  wanted: Wanted,
  volumes: readonly string[],
  polls = 0,
): undefined {
  const server = built(cloud, id);
  if (!server) return undefined;
  const states = volumes.map(one => cloud.volumes.get(one)?.status ?? 'gone');
  const bad = states.findIndex(state => state === 'error' || state === 'gone');
  if (bad >= 0 || polls >= VOLUME_POLLS) {
    const at = Math.max(0, bad >= 0 ? bad : states.findIndex(state => state !== 'available'));
    return fail(
      cloud,
      id,
      `Build of instance ${id} aborted: Volume ${volumes[at]} did not finish being created even after we waited ${polls * 3} seconds or ${polls + 1} attempts. And its status is ${states[at]}.`,
      // The one that it waits for Cinder doesn't end while it is still being made; before that one it had the others, or it
      // had not asked for them yet.
      ending(volumes, wanted).filter(one => one !== volumes[at] || states[at] !== 'creating'),
    );
  }
  if (states.some(state => state !== 'available')) {
    cloud.agenda.after(polls === 0 ? cloud.takes('volumeCreating') : VOLUME_POLL_MS, () =>
      awaitVolumes(cloud, id, wanted, volumes, polls + 1),
    );
    return;
  }
  cloud.agenda.after(volumes.length > 0 ? cloud.takes('attaching') : 0, () =>
    attachAll(cloud, id, wanted, volumes),
  );
}

function attachAll(cloud: Cloud, id: string, wanted: Wanted, volumes: readonly string[]): void {
  const server = built(cloud, id);
  if (!server) return;
  const boots = wanted.volumes.some(({ isRoot }) => isRoot);
  let letter = boots ? 0 : 1;
  const attachments = volumes.map((volumeId, i): Attachment => {
    const one = wanted.volumes[i];
    const device = `/dev/vd${String.fromCharCode(97 + (one?.isRoot ? 0 : Math.max(1, letter)))}`;
    letter += 1;
    return {
      id: attach(cloud, volumeId, id, device),
      bdmId: cloud.ids.uuid(),
      volumeId,
      device,
      deleteOnTermination: one?.deleteOnTermination ?? false,
      isRoot: one?.isRoot ?? false,
      tag: one?.tag ?? null,
    };
  });
  change(cloud, id, { attachments, taskState: 'spawning' });
  cloud.agenda.after(cloud.takes('spawning'), () => {
    if (!built(cloud, id)) return;
    for (const port of cloud.portsOf.get(id) ?? []) changePort(cloud, port, { status: 'ACTIVE' });
    change(cloud, id, {
      vmState: 'active',
      taskState: null,
      launchedAt: cloud.agenda.now,
      hasAddresses: true,
      hasConfigDrive: wanted.configDrive,
    });
  });
}

/** Takes it away, or keeps it for a while, as an operator may have set it. */
export function askForRemoval(cloud: Cloud, server: Server): void {
  const isKept = server.vmState === 'softDeleted';
  if (isKept || (server.launchedAt !== undefined && cloud.mishaps.strikes('serverKept')))
    change(cloud, server.id, { vmState: 'softDeleted', taskState: null, terminatedAt: cloud.agenda.now });
  else beginRemoval(cloud, server);
}

/** Takes it away, at once or in its own time. Doing it again changes nothing. */
export function beginRemoval(cloud: Cloud, server: Server): void {
  if (server.taskState === 'deleting' || server.vmState === 'deleted') return;
  change(cloud, server.id, { taskState: 'deleting' });
  if (cloud.mishaps.strikes('serverStuckDeleting')) return;
  cloud.agenda.after(cloud.takes('serverDeleting'), () => remove(cloud, server.id));
}

/** What belongs to it goes with it; what it was only lent is given back. */
export function remove(cloud: Cloud, id: string): void {
  const server = cloud.servers.get(id);
  if (!server || server.vmState === 'deleted') return;
  releasePorts(cloud, server);
  for (const { volumeId, deleteOnTermination } of server.attachments) {
    detach(cloud, volumeId, id);
    // Cinder refuses Nova, too, what has snapshots.
    if (deleteOnTermination && snapshotsOf(cloud, volumeId).length === 0) removeVolume(cloud, volumeId);
  }
  // A volume that has a name may be forgotten by a compute node that dies over it.
  const isForgotten = (volumeId: string) =>
    cloud.volumes.get(volumeId)?.name === `${id}-blank-vol` && cloud.mishaps.strikes('volumeForgotten');
  const attached = server.attachments.map(({ volumeId }) => volumeId);
  for (const volumeId of server.ownVolumeIds)
    if (!attached.includes(volumeId) && !isForgotten(volumeId)) removeVolume(cloud, volumeId);
  const { vcpus, ram } = server.flavor;
  count(cloud, server.projectId, { instances: 1, cores: vcpus, ram }, -1);
  change(cloud, id, {
    vmState: 'deleted',
    taskState: null,
    terminatedAt: cloud.agenda.now,
    attachments: [],
    hasAddresses: false,
  });
  cloud.agenda.after(cloud.takes('serverDeleted'), () => cloud.servers.remove(id));
}
