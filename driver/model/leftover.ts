import type { ErrorValue } from './errors';
import type { Resource } from './resource';

/** What carries our mark and belongs to nothing: it may cost, and nobody uses it. */
export interface Leftover extends Resource {
  /** Since when it is there (ms since the epoch): the provider's word, or when it was first noticed. */
  since: number;
  /** What it has cost since then, in the currency of the pool's prices; absent where no price is known. */
  costSoFar?: number | undefined;
  /** True once its removal was ordered, by an admin or by the settings. */
  removing: boolean;
  /** Why the last try to remove it failed. */
  error?: ErrorValue | undefined;
  /** The command by which a person ends it. */
  byHand?: string | undefined;
}

/** What carries the mark of another controller: it is counted and shown, and never touched. */
export interface Foreign {
  controllerId: string;
  /** What people call that controller, where the lease says it. */
  name?: string | undefined;
  /** Machines of the pool, and what else there is of it in the cloud. */
  hosts: number;
  resources: number;
  /** Containers on our hosts, and the slots that they hold. */
  containers: number;
  slots: number;
}
