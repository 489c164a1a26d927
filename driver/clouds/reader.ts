import type { CloudCatalog } from '../model/cloudCatalog';
import type { CloudQuota } from '../model/cloudCheck';

/** What of a project is looked at here: each list is complete, or the call throws what the client throws. */
export interface CloudReader {
  images(signal: AbortSignal): Promise<CloudCatalog['images']>;
  flavors(signal: AbortSignal): Promise<CloudCatalog['flavors']>;
  networks(signal: AbortSignal): Promise<CloudCatalog['networks']>;
  securityGroups(signal: AbortSignal): Promise<CloudCatalog['securityGroups']>;
  /** Undefined: the cloud has no Block Storage. */
  volumeTypes(signal: AbortSignal): Promise<CloudCatalog['volumeTypes']>;
  availabilityZones(signal: AbortSignal): Promise<CloudCatalog['availabilityZones']>;
  /** Those that the cloud tells, in the order in which they are shown. */
  quotas(signal: AbortSignal): Promise<CloudQuota[]>;
}

/** All that a project can choose from. Throws where a part can't be had: a part is no catalog. */
export async function readCatalog(
  reader: CloudReader,
  at: number,
  signal: AbortSignal,
): Promise<CloudCatalog> {
  const [images, flavors, networks, securityGroups, volumeTypes, availabilityZones] = await Promise.all([
    reader.images(signal),
    reader.flavors(signal),
    reader.networks(signal),
    reader.securityGroups(signal),
    reader.volumeTypes(signal),
    reader.availabilityZones(signal),
  ]);
  return { at, images, flavors, networks, securityGroups, volumeTypes, availabilityZones };
}
