import type { Server } from 'openstack-ts';
import { RockpoolError } from '../../model/errors';
import type { Host } from '../../model/host';
import { partAway } from './messages';

type SeenServer = Pick<Server, 'id' | 'isPartial' | 'createdAt'>;
type KnownHost = Pick<Host, 'providerId' | 'createdAt'>;

/** So far a cloud's clock may be off. */
const CLOCKS_DIFFER_MS = 24 * 3_600_000;

/**
 * Whether a server of which nothing but its id is told may be a host's: the part of the cloud that has it is away, and with
 * it the mark. Pure.
 */
export function mayBeIts({ providerId, createdAt }: KnownHost, server: SeenServer): boolean {
  if (!server.isPartial) return false;
  if (providerId !== undefined) return server.id === providerId;
  // It was asked for, and its answer may have been lost.
  return server.createdAt === undefined || server.createdAt >= (createdAt ?? 0) - CLOCKS_DIFFER_MS;
}

/** Whether a listing is to say something of it: what is being ended is asked about by itself. */
export const isLooked = ({ phase }: Pick<Host, 'phase'>): boolean =>
  phase !== 'removing' && phase !== 'removed';

/**
 * A listing in which a host may be without its mark says neither that it is there nor that it is gone.
 * @throws RockpoolError CLOUD_PART_AWAY
 */
export function refuseUnseen(
  hosts: readonly KnownHost[],
  servers: readonly SeenServer[],
  where: string,
): void {
  const unseen = servers.filter(({ isPartial }) => isPartial);
  const isUnseen = (host: KnownHost) => unseen.some(server => mayBeIts(host, server));
  if (unseen.length > 0 && hosts.some(isUnseen)) throw new RockpoolError(partAway(where, unseen.length));
}
