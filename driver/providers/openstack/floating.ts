import { floatingIps as addresses, type FloatingIp, type Port } from 'openstack-ts';
import { type ErrorValue, isRockpoolError, RockpoolError } from '../../model/errors';
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
 * The floating address of a host: allocated with its mark, then given to a port of its server. Each is done once,
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
  const own = (await ports.fresh(signal)).filter(({ deviceId }) => deviceId === providerId);
  if (own.length === 0) throw new RockpoolError(noPort(project.where));
  await giveToOne(one.id, inOrder(own), project, signal);
  return one.address;
}

/** Of several networks not all need lead to where floating addresses are. @throws RockpoolError why the first can't be given one */
async function giveToOne(
  id: string,
  own: readonly Port[],
  project: Project,
  signal: AbortSignal,
): Promise<void> {
  const refusals: RockpoolError[] = [];
  for (const { id: portId } of own) {
    try {
      await project.write('give a machine its floating address', cloud =>
        addresses.update(cloud, id, { portId }, { signal }),
      );
      return;
    } catch (error) {
      if (!isRockpoolError(error) || error.value.kind !== 'permanent') throw error;
      refusals.push(error);
    }
  }
  throw refusals[0] ?? new RockpoolError(noPort(project.where));
}

/** Floating addresses are of the older kind, and lead to such alone. */
const inOrder = (own: readonly Port[]): Port[] => {
  const lacks = ({ addresses: fixed }: Port) => Number(fixed.every(({ address }) => address.includes(':')));
  return [...own].sort((a, b) => lacks(a) - lacks(b));
};

const noPort = (where: string): ErrorValue => ({
  ...{ kind: 'transient', code: 'CLOUD_NO_PORT', where },
  what: 'A machine has no port that could be given a floating address yet.',
  next: 'Rockpool tries again by itself.',
});
