import { floatingIps as addresses, type FloatingIp, type Port } from 'openstack-ts';
import { RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import { type Mark, markText, readText } from './marks';
import type { Project } from './project';
import type { SharedListing } from './sharedListing';

export interface FloatingDependencies {
  project: Project;
  mark: Omit<Mark, 'hostId'>;
  floatingIps: SharedListing<FloatingIp>;
  ports: SharedListing<Port>;
  /** The external network that it is taken from. */
  network(signal: AbortSignal): Promise<string>;
}

/**
 * The floating address of a host: allocated with its mark, then given to the first port of its server. Each is done once,
 * also after a restart or where an answer was lost: what is there is found by its mark.
 * @throws RockpoolError
 */
export async function floatingAddressOf(
  { id: hostId, providerId }: Pick<Host, 'id' | 'providerId'>,
  { project, mark, floatingIps, ports, network }: FloatingDependencies,
  signal: AbortSignal,
): Promise<string> {
  const isIts = ({ description }: FloatingIp) => {
    const read = readText(description);
    return read?.poolId === mark.poolId && read.hostId === hostId;
  };
  async function take(): Promise<FloatingIp> {
    const wish = { networkId: await network(signal), description: markText({ ...mark, hostId }) };
    return project.write('give out a floating address', cloud => addresses.create(cloud, wish, { signal }));
  }
  const there = (await floatingIps.fresh(signal)).filter(isIts);
  // Of several the one that is in use: the others go with the host.
  const one = there.find(({ portId }) => portId !== undefined) ?? there[0] ?? (await take());
  if (one.portId !== undefined) return one.address;
  const port = (await ports.fresh(signal)).find(({ deviceId }) => deviceId === providerId);
  if (!port) {
    throw new RockpoolError({
      ...{ kind: 'transient', code: 'CLOUD_NO_PORT', where: project.where },
      what: 'A machine has no port that could be given a floating address yet.',
      next: 'Rockpool tries again by itself.',
    });
  }
  await project.write('give a machine its floating address', cloud =>
    addresses.update(cloud, one.id, { portId: port.id }, { signal }),
  );
  return one.address;
}
