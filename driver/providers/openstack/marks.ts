import type { Resource } from '../../model/resource';

/** Whose something in the cloud is: in the call that makes it, or, where Nova makes it, in the first one after. */
export interface Mark {
  controllerId: string;
  poolId: string;
  /** Absent: it belongs to the pool as a whole. */
  hostId?: string;
  /** What people call the controller. */
  holder?: string;
}

const KEYS = {
  controllerId: 'rockpool_controller',
  poolId: 'rockpool_pool',
  hostId: 'rockpool_host',
  holder: 'rockpool_holder',
} as const;
/** Values of metadata have at most 255 characters in Nova and Cinder. */
const LONGEST_VALUE = 255;

/** A mark as metadata: of servers, volumes and snapshots, and as properties of images. */
export function markMetadata({ controllerId, poolId, hostId, holder }: Mark): Record<string, string> {
  return {
    [KEYS.controllerId]: controllerId,
    [KEYS.poolId]: poolId,
    ...(hostId === undefined ? {} : { [KEYS.hostId]: hostId }),
    ...(holder === undefined ? {} : { [KEYS.holder]: holder.slice(0, LONGEST_VALUE) }),
  };
}

/** The mark that metadata carries; undefined: none. */
export function readMetadata(metadata: Readonly<Record<string, unknown>> | undefined): Mark | undefined {
  const controllerId = textIn(metadata?.[KEYS.controllerId]);
  const poolId = textIn(metadata?.[KEYS.poolId]);
  if (controllerId === undefined || poolId === undefined) return undefined;
  const hostId = textIn(metadata?.[KEYS.hostId]);
  const holder = textIn(metadata?.[KEYS.holder]);
  const mark: Mark = { controllerId, poolId };
  if (hostId !== undefined) mark.hostId = hostId;
  if (holder !== undefined) mark.holder = holder;
  return mark;
}

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const TEXT_MARK = /^rockpool-([0-9a-z]{1,32})-([0-9a-f]{32})(?:-(pb_dd_\w{1,64}))?(?![\w-])/;

/**
 * A mark as a name or description, for kinds without metadata (server groups, key pairs, floating addresses): letters,
 * digits, `-` and `_` alone, which all of them accept.
 */
export function markText({ controllerId, poolId, hostId }: Mark): string {
  return ['rockpool', poolId, controllerId, ...(hostId === undefined ? [] : [hostId])].join('-');
}

/** The mark that a name or description begins with; undefined: none. */
export function readText(text: string | null | undefined): Mark | undefined {
  const [, poolId, controllerId, hostId] = TEXT_MARK.exec(text ?? '') ?? [];
  if (poolId === undefined || controllerId === undefined) return undefined;
  return { controllerId, poolId, ...(hostId === undefined ? {} : { hostId }) };
}

/** The pool's security group, by whose name it is found. */
export const groupNameOf = (poolId: string): string => `rockpool-${poolId}`;

/** Volumes that Nova makes for a server have the name of its id, the empty ones at least. */
export const blankVolumeNameOf = (serverId: string): string => `${serverId}-blank-vol`;

/** What a mark says of a resource. */
export function belongingOf({ controllerId, hostId }: Mark): Pick<Resource, 'controllerId' | 'hostId'> {
  return { controllerId, ...(hostId === undefined ? {} : { hostId }) };
}
