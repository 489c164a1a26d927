import type { ErrorValue } from './errors';
import type { SupplyStanding } from './imageSupply';

/** Whose a container is: this Rockpool's, another Rockpool's, or nobody knows (it carries no marks). */
export type ContainerOwner = 'ours' | 'foreign' | 'unknown';

/** A container on a host. */
export interface LookedContainer {
  containerId: string;
  name: string;
  image: string;
  state: 'created' | 'running' | 'ended';
  owner: ContainerOwner;
  /** Of ours: the instance that it was made for. */
  instanceId?: string;
  /** Both absent where it doesn't run. 100 % is one processor. */
  cpuPercent?: number;
  memoryMiB?: number;
}

/**
 * How an image stands on a host. `coming`: it is being sent there. `queued`: it follows by itself. `missing`: the next
 * preparation or launch sends it. `nowhere`: an active blueprint needs it, and it isn't in the image directory either.
 */
export type ImageStanding = SupplyStanding['standing'] | 'present' | 'coming' | 'missing' | 'nowhere';

/** An image that a host has, is to have, or goes without. */
export interface LookedImage {
  name: string;
  standing: ImageStanding;
  /** By an active blueprint; absent: it isn't. */
  needed?: true;
  /** `failed`: why. */
  error?: ErrorValue;
  /** `failed`: when it is tried again by itself (ms since the epoch). */
  retryAt?: number;
  /** `left out`: a sentence. */
  why?: string;
}

/** What a host's engine showed when somebody looked. */
export interface HostLook {
  hostId: string;
  /** Ms since the epoch. */
  at: number;
  containers: LookedContainer[];
  /** Sums over all containers that run, whosever: an engine doesn't say what else uses its machine. */
  cpuPercent: number;
  memoryMiB: number;
  /** Bytes that the engine's data takes on its disk; absent where it wasn't asked for, or the engine takes too long. */
  disk?: { images: number; containers: number; volumes: number; cache: number };
  /** The images of the active blueprints of its pool, and those of the directory, by name. */
  wanted: LookedImage[];
  /** What else it holds. */
  otherImages: { id: string; names: string[]; bytes?: number }[];
}

/** A look that brought nothing, and why. */
export interface BlindLook {
  hostId: string;
  at: number;
  error: ErrorValue;
}

/** A line of what Rockpool did to a host. */
export interface HostLogLine {
  /** Ms since the epoch. */
  at: number;
  level: 'info' | 'warning' | 'error';
  text: string;
}
