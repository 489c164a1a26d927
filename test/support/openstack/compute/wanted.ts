import type { Cloud } from '../cloud';
import { fields, isFields, list, number, text, textMap, texts } from '../core/read';
import type { Call } from '../core/service';
import type { Image } from '../image/records';
import type { Network } from '../network/records';
import { badRequest, conflict, forbidden } from './errors';
import type { Flavor } from './records';

/** A volume that a server is to have. */
export interface WantedVolume {
  source: 'blank' | 'image' | 'volume' | 'snapshot';
  /** Of the image, volume or snapshot. */
  sourceId: string | undefined;
  /** GB. */
  size: number;
  type: string | undefined;
  isRoot: boolean;
  deleteOnTermination: boolean;
  tag: string | null;
}

/** What a create call asks for, each thing found. */
export interface Wanted {
  name: string;
  description: string | null;
  metadata: Record<string, string>;
  tags: string[];
  flavor: Flavor;
  image: Image | undefined;
  volumes: WantedVolume[];
  /** Each a network of which Nova makes a port, or a port that is there. */
  ways: { network: Network; portId: string | undefined }[];
  groupIds: string[];
  keyName: string | null;
  userData: string | undefined;
  configDrive: boolean;
  groupId: string | undefined;
  zone: string | undefined;
}

const NAME_LIMIT = 255;
const METADATA_LIMIT = 255;
const USER_DATA_LIMIT = 65_535;
const KNOWN = new Set([
  'name',
  'imageRef',
  'flavorRef',
  'adminPass',
  'metadata',
  'networks',
  'OS-DCF:diskConfig',
  'accessIPv4',
  'accessIPv6',
  'personality',
  'availability_zone',
  'block_device_mapping',
  'block_device_mapping_v2',
  'config_drive',
  'key_name',
  'min_count',
  'max_count',
  'return_reservation_id',
  'security_groups',
  'user_data',
  'description',
  'tags',
  'host',
  'hypervisor_hostname',
  'trusted_image_certificates',
  'hostname',
]);

function wantedName(asked: unknown): string {
  const invalid = (why: string) =>
    badRequest(`Invalid input for field/attribute name. Value: ${String(asked)}. ${why}`);
  if (asked === undefined)
    throw badRequest("Invalid input for field/attribute server. Value: {}. 'name' is a required property");
  if (typeof asked !== 'string') throw invalid(`${String(asked)} is not of type 'string'`);
  if (asked === '') throw invalid("'' is too short");
  if (asked.length > NAME_LIMIT) throw invalid(`'${asked}' is too long`);
  return asked;
}

function wantedMetadata(asked: unknown): Record<string, string> {
  for (const [key, value] of Object.entries(fields(asked))) {
    if (typeof value !== 'string')
      throw badRequest(
        `Invalid input for field/attribute ${key}. Value: ${String(value)}. ${String(value)} is not of type 'string'`,
      );
    if (value.length > METADATA_LIMIT)
      throw badRequest(`Invalid input for field/attribute ${key}. Value: ${value}. '${value}' is too long`);
  }
  return textMap(asked);
}

function wantedVolumes(asked: unknown): { volumes: WantedVolume[]; imageId: string | undefined } {
  const volumes: WantedVolume[] = [];
  let imageId: string | undefined;
  for (const one of list(asked)) {
    const entry = fields(one);
    const isRoot = number(entry.boot_index) === 0;
    const source = text(entry.source_type) ?? 'blank';
    if (entry.destination_type === 'local') {
      if (source === 'image' && isRoot) imageId = text(entry.uuid);
      continue;
    }
    volumes.push({
      source: source as WantedVolume['source'],
      sourceId: text(entry.uuid),
      size: number(entry.volume_size) ?? 0,
      type: text(entry.volume_type),
      isRoot,
      deleteOnTermination: entry.delete_on_termination === true,
      tag: text(entry.tag) ?? null,
    });
  }
  return { volumes, imageId };
}

function wantedWays(call: Call, asked: unknown): Wanted['ways'] {
  const { cloud, token } = call;
  const isMine = (network: Network) => network.projectId === token.project?.id || network.isShared;
  if (asked === 'none') return [];
  if (asked === undefined || asked === 'auto') {
    const all = [...cloud.networks.values()].filter(one => !one.isExternal && isMine(one));
    if (all.length > 1)
      throw conflict('Multiple possible networks found, use a Network ID to be more specific.');
    return all.map(network => ({ network, portId: undefined }));
  }
  return list(asked).map(one => {
    const { uuid, port } = fields(one);
    const there = text(port) === undefined ? undefined : cloud.ports.get(String(port));
    if (text(port) !== undefined) {
      if (!there) throw badRequest(`Port ${String(port)} could not be found.`);
      if (there.deviceId !== '') throw conflict(`Port ${there.id} is still in use.`);
    }
    const network = cloud.networks.get(there?.networkId ?? String(uuid));
    if (!network || (!isMine(network) && !network.isExternal))
      throw badRequest(`Network ${String(uuid)} could not be found.`);
    if (network.isExternal && !isMine(network))
      throw forbidden(`It is not allowed to create an interface on external network ${network.id}`);
    if (network.subnetIds.length === 0)
      throw badRequest(`Network ${network.id} requires a subnet in order to boot instances on.`);
    return { network, portId: there?.id };
  });
}

function wantedGroups({ cloud, token }: Call, asked: unknown): string[] {
  const names = list(asked).flatMap(one => text(fields(one).name) ?? []);
  return names.map(name => {
    const mine = [...cloud.securityGroups.values()].filter(one => one.projectId === token.project?.id);
    const byId = mine.find(({ id }) => id === name);
    if (byId) return byId.id;
    const named = mine.filter(one => one.name === name);
    if (named.length > 1)
      throw conflict(
        `Multiple security_group matches found for name '${name}', use an ID to be more specific.`,
      );
    if (!named[0]) {
      if (name === 'default') return '';
      throw badRequest(`Unable to find security_group with name or id '${name}'`);
    }
    return named[0].id;
  });
}

function wantedImage(
  cloud: Cloud,
  id: string | undefined,
  flavor: Flavor,
  bootsFromVolume: boolean,
): Image | undefined {
  if (id === undefined) return undefined;
  const image = cloud.images.get(id);
  if (!image) throw badRequest('Can not find requested image');
  if (image.status !== 'active') throw badRequest(`Image ${id} is not active.`);
  if (image.minRam > flavor.ram) throw badRequest("Flavor's memory is too small for requested image.");
  const bytes = 2 ** 30;
  if (!bootsFromVolume && flavor.disk > 0) {
    if ((image.size ?? 0) > flavor.disk * bytes)
      throw badRequest(
        `Flavor's disk is too small for requested image. Flavor disk is ${flavor.disk * bytes} bytes, image is ${image.size} bytes.`,
      );
    if (image.minDisk > flavor.disk)
      throw badRequest(
        `Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is ${flavor.disk * bytes} bytes, minimum size is ${image.minDisk * bytes} bytes.`,
      );
  }
  return image;
}

/**
 * @throws {Refusal} with Nova's words, for what is missing, wrong or too small
 */
export function wanted(call: Call): Wanted {
  const { cloud, body, minor, token } = call;
  const asked = fields(body, 'server');
  const unknown = Object.keys(asked).filter(key => !KNOWN.has(key));
  if (unknown[0] !== undefined || (minor < 52 && 'tags' in asked)) {
    const key = unknown[0] ?? 'tags';
    throw badRequest(
      `Invalid input for field/attribute server. Value: ${JSON.stringify(asked)}. Additional properties are not allowed ('${key}' was unexpected)`,
    );
  }
  const name = wantedName(asked.name);
  const flavorRef = text(asked.flavorRef) ?? String(asked.flavorRef);
  const flavor = cloud.flavors.get(flavorRef);
  if (!flavor) throw badRequest(`Flavor ${flavorRef} could not be found.`);
  const { volumes, imageId } = wantedVolumes(asked.block_device_mapping_v2);
  const root = volumes.find(({ isRoot }) => isRoot);
  const imageRef = text(asked.imageRef) || imageId;
  const mapped = list(asked.block_device_mapping_v2);
  const boots = mapped.some(one => number(fields(one).boot_index) === 0);
  if ((!imageRef && !root) || (mapped.length > 0 && !boots))
    throw badRequest(
      'Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping combination is not valid.',
    );
  const userData = text(asked.user_data);
  if (userData !== undefined && userData.length > USER_DATA_LIMIT)
    throw badRequest(
      `Invalid input for field/attribute user_data. Value: ${userData}. '${userData}' is too long`,
    );
  const image = wantedImage(
    cloud,
    root?.source === 'image' ? root.sourceId : imageRef,
    flavor,
    root !== undefined,
  );
  for (const volume of volumes) {
    if (volume.source === 'snapshot' && !cloud.snapshots.get(volume.sourceId ?? ''))
      throw badRequest(`Block Device Mapping is Invalid: failed to get snapshot ${volume.sourceId}.`);
    if (volume.source === 'blank' && volume.size <= 0)
      throw badRequest('Block Device Mapping is Invalid: You must specify a size for the blank volume.');
    if (
      volume.type !== undefined &&
      ![...cloud.volumeTypes.values()].some(one => one.name === volume.type || one.id === volume.type)
    )
      throw badRequest(`Invalid volume type: ${volume.type}`);
    if (volume.source === 'image' && image && volume.size < image.minDisk)
      throw badRequest(
        `Volume is smaller than the minimum size specified in image metadata. Volume size is ${volume.size * 2 ** 30} bytes, minimum size is ${image.minDisk * 2 ** 30} bytes.`,
      );
  }
  const zone = text(asked.availability_zone);
  if (zone !== undefined && zone !== cloud.zone)
    throw badRequest('The requested availability zone is not available');
  const keyName = text(asked.key_name) ?? null;
  if (keyName !== null && !cloud.keypairs.get(`${token.user.id}/${keyName}`))
    throw badRequest('Invalid key_name provided.');
  const groupId = text(fields(body, 'os:scheduler_hints').group);
  if (groupId !== undefined && !cloud.serverGroups.get(groupId))
    throw badRequest(`Instance group ${groupId} could not be found.`);
  return {
    name,
    description: text(asked.description) ?? null,
    metadata: wantedMetadata(asked.metadata),
    tags: texts(asked.tags),
    flavor,
    image: root ? undefined : image,
    volumes,
    ways: wantedWays(call, asked.networks),
    groupIds: wantedGroups(call, asked.security_groups).filter(id => id !== ''),
    keyName,
    userData,
    configDrive:
      asked.config_drive === true || asked.config_drive === undefined || isFields(asked.config_drive),
    groupId,
    zone,
  };
}
