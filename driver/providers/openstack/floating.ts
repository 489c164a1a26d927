import { RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import type { CloudCalls, SeenFloatingIp, SeenPort } from './calls';
import { type Mark, markText, readText } from './marks';
import type { SharedListing } from './sharedListing';

export interface FloatingDependencies {
  calls: CloudCalls;
  mark: Omit<Mark, 'hostId'>;
  floatingIps: SharedListing<SeenFloatingIp>;
  ports: SharedListing<SeenPort>;
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
  { calls, mark, floatingIps, ports, network }: FloatingDependencies,
  signal: AbortSignal,
): Promise<string> {
  const isIts = ({ description }: SeenFloatingIp) => {
    const read = readText(description);
    return read?.poolId === mark.poolId && read.hostId === hostId;
  };
  const there = (await floatingIps.fresh(signal)).filter(isIts);
  // Of several the one that is in use: the others go with the host.
  const one =
    there.find(({ portId }) => portId !== undefined) ??
    there[0] ??
    (await calls.createFloatingIp(await network(signal), markText({ ...mark, hostId }), signal));
  if (one.portId !== undefined) return one.address;
  const port = (await ports.fresh(signal)).find(({ deviceId }) => deviceId === providerId);
  if (!port) {
    throw new RockpoolError({
      ...{ kind: 'transient', code: 'CLOUD_NO_PORT', where: calls.where },
      what: 'A machine has no port that could be given a floating address yet.',
      next: 'Rockpool tries again by itself.',
    });
  }
  await calls.giveFloatingIp(one.id, port.id, signal);
  return one.address;
}
