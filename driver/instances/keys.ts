import type { Host } from '../model/host';
import { type Instance, isLive } from '../model/instance';

/** What instances are found by without looking through all of them (`Collection.by`). */
export const hostIdOf = ({ hostId }: Instance) => hostId;
export const nameOf = ({ name }: Instance) => name;
export const requestIdOf = ({ requestId }: Instance) => requestId;

/** Of a user's instances of a blueprint those that live; undefined is the key of all that don't. */
export const ownerOf = (instance: Instance) =>
  isLive(instance) ? ownerKey(instance.userId, instance.blueprintId) : undefined;
export const ownerKey = (userId: string, blueprintId: string): string | undefined =>
  `${blueprintId} ${userId}`;

/** Of a host that there is; undefined is the key of all removed ones, and of no pool. */
export const poolOfHost = ({ phase, poolId }: Host) => (phase === 'removed' ? undefined : poolId);
