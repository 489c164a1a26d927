import type { Server } from 'openstack-ts';
import type { ErrorValue } from '../../model/errors';
import type { Machine } from '../provider';
import { readMetadata } from './marks';
import { noAddress, noValidHost, quotaReached, serverFailed } from './messages';
import { isQuotaReached } from './quotaNames';
import type { Quota } from './room';

export interface MachineContext {
  poolId: string;
  where: string;
  engineUrlOf(serverId: string): string;
  /** The quotas that had no room for one more host when they were last looked at. */
  short: readonly Quota[];
}

/** What Nova calls a server that it has ended, and keeps for a while. */
const ENDED = new Set(['DELETED', 'SOFT_DELETED']);

/** A server, as far as it says what has become of a host. */
export type ServerOfHost = Pick<
  Server,
  'id' | 'metadata' | 'status' | 'flavor' | 'createdAt' | 'addresses' | 'fault'
>;

/** The addresses of a server in its networks, in their order. */
export const fixedOf = ({ addresses }: Pick<Server, 'addresses'>): string[] => addressesOf(addresses, false);
/** Those by which it is reached from elsewhere. */
export const floatingOf = ({ addresses }: Pick<Server, 'addresses'>): string[] =>
  addressesOf(addresses, true);

function addressesOf(addresses: Server['addresses'], isFloating: boolean): string[] {
  const found: string[] = [];
  for (const all of Object.values(addresses))
    for (const { type, address } of all) if ((type === 'floating') === isFloating) found.push(address);
  return found;
}

/** A server as the host that it is; undefined: it is none of the pool's, or has ended. */
export function machineOf(server: ServerOfHost, context: MachineContext): Machine | undefined {
  const { id: providerId, metadata, status, createdAt } = server;
  const flavor = server.flavor?.name ?? server.flavor?.id;
  const mark = readMetadata(metadata);
  if (mark?.poolId !== context.poolId || mark.hostId === undefined || ENDED.has(status)) return undefined;
  const machine: Machine = {
    ...{ hostId: mark.hostId, providerId, controllerId: mark.controllerId },
    state: 'building',
  };
  if (mark.holder !== undefined) machine.controllerName = mark.holder;
  if (flavor !== undefined) machine.flavor = flavor;
  if (createdAt !== undefined) machine.createdAt = createdAt;
  if (status === 'ERROR') {
    machine.state = 'failed';
    machine.failure = failureOf(server, context);
  } else if (status !== 'BUILD' && fixedOf(server).length > 0) {
    // Whatever else it does (it is stopped, paused, moved), it has run: whether it is lost its silence tells.
    machine.state = 'running';
    machine.engineUrl = context.engineUrlOf(providerId);
  }
  return machine;
}

/** Nova has no code for it: whoever asks is told in these words alone that no machine of the cloud had room. */
const NO_VALID_HOST = /No valid host was found/i;
/** A network that has given out all its addresses; Neutron has a code for it, of which nothing is left here. */
const NO_ADDRESS = /No fixed IP addresses available for network|No more IP addresses available on network/i;
export const isForWantOfRoom = (fault: string | undefined): fault is string =>
  fault !== undefined && (NO_VALID_HOST.test(fault) || NO_ADDRESS.test(fault));

function failureOf(server: ServerOfHost, { where, short }: MachineContext): ErrorValue {
  const fault = server.fault?.message;
  if (isForWantOfRoom(fault))
    return NO_ADDRESS.test(fault) ? noAddress(where, fault) : noValidHost(where, fault);
  // Volumes and ports are made after the request was accepted.
  const isQuota = short.length > 0 || (fault !== undefined && isQuotaReached(fault));
  return isQuota ? quotaReached(where, short, fault) : serverFailed(where, fault);
}
