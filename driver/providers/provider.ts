import type { EngineFacts } from '../engine';
import type { ErrorValue } from '../model/errors';
import type { Host } from '../model/host';
import type { Lease } from '../model/lease';
import type { PoolConfig } from '../model/pool';
import type { Resource } from '../model/resource';

/** A machine that a provider has. */
export interface Machine {
  /** The host it is, by the mark that it carries. */
  hostId: string;
  /** What the provider knows it by. */
  providerId: string;
  /** Whose mark it carries: the id of a data folder, ours or another's. */
  controllerId: string;
  /** What people call that one, where its mark says so. */
  controllerName?: string;
  /** The flavor that it was made with; absent where the provider has none. */
  flavor?: string;
  /** Ms since the epoch, the provider's word; absent where it doesn't say. */
  createdAt?: number;
  state: 'building' | 'running' | 'failed';
  /** Why it has failed, where the provider says so; kind `capacity`: there was no room for it. */
  failure?: ErrorValue;
  /** How much it holds and what people call it, where both are the machine's matter. */
  slots?: number;
  name?: string;
  /** Where its Docker engine answers, once it does: `unix:///…`, `tcp://…` or `sim://…`. */
  engineUrl?: string;
  facts?: EngineFacts;
}

export interface PrepareOptions {
  config: PoolConfig;
  signal: AbortSignal;
  onLine: (text: string) => void;
  /** Only until the machine lets us in, by the way that the settings say; nothing is changed there. */
  entersOnly?: boolean;
}

export interface KeepStartOptions {
  signal: AbortSignal;
  /** True once the pool needs the host: then it is put right and handed over at once. */
  isAwaited(): boolean;
  /** Told what is done, for the host's log. */
  onLine: (text: string) => void;
  /** Told what an admin should know, and nothing more. */
  onNews: (level: 'info' | 'warning', text: string) => void;
}

export interface CreateOptions {
  signal: AbortSignal;
  /** Told what the provider will know the machine by, where it says so at once. */
  onId?: ((providerId: string) => void) | undefined;
}

export interface DestroyOptions {
  signal: AbortSignal;
  /** The pool's, as it is now; absent: nothing is done beyond what must be. */
  config?: PoolConfig;
  /** Told, in sentences for people, what else was taken away. */
  onLine?: (text: string) => void;
}

/** Hosts that a pool would ask for, in this order, under settings that it need not have. */
export interface WantedHosts {
  config: PoolConfig;
  hosts: readonly { flavor: string; slots: number; count: number }[];
}

/** Where a pool's hosts come from. Decides nothing, keeps nothing that a restart would miss, and never waits. */
export interface Provider {
  /** How many hosts there can be, and the fewest that the pool keeps while it isn't in shutdown mode. */
  readonly hosts: { atLeast: number; atMost: number };
  /**
   * The settings as they are where sizes and number of machines are not the admin's to choose, but what there is; absent:
   * as the admin has them.
   */
  configOf?(config: PoolConfig): PoolConfig;
  /** What people call the pool's next host. */
  nameOf(hostId: string): string;
  /**
   * All machines that carry the pool's mark; `hosts` are those of the records. Answers with all of them or
   * throws RockpoolError: what could not be listed is unknown, not gone.
   */
  list(hosts: readonly Host[], options: { signal: AbortSignal }): Promise<Machine[]>;
  /**
   * Asks for a machine of the host's flavor that carries its mark, and doesn't wait for it: a later listing shows
   * it.
   * @throws RockpoolError `capacity` where there is no room now, `permanent` or `input` where the config can't
   * work: then nothing was made. After any other error something may have been.
   */
  create(host: Host, options: CreateOptions): Promise<void>;
  /**
   * How many more machines there is room for now, whoever asks for them; absent where the provider can't say.
   * @param options.of those that would be asked for; absent: more of what is asked for anyway
   * @throws RockpoolError where it can't be asked
   */
  room?(options: { signal: AbortSignal; of?: WantedHosts }): Promise<number>;
  /** Asks for the end of a machine; `accepted`: ask again. A machine that is gone already is `gone`. */
  destroy(host: Host, options: DestroyOptions): Promise<'accepted' | 'gone'>;
  /**
   * Makes a machine fit for being a host, as far as it isn't: long, and may be entered again. Absent where a machine is
   * fit as soon as it is there.
   * @param options.config the pool's, as it is now
   * @param options.onLine told what is done, a line at a time
   * @throws RockpoolError
   */
  prepare?(host: Host, options: PrepareOptions): Promise<void>;
  /**
   * Makes of a prepared host, on which nothing has run, what the next ones start from, where that is wanted and not there
   * yet. Long, and may be entered again; meanwhile the host can't be used. It is as it was when this resolves.
   * Absent where a machine is fit as soon as it is there.
   * @throws RockpoolError where the host could not be put right again: it is to be prepared once more
   */
  keepStart?(host: Host, options: KeepStartOptions): Promise<void>;
  /** Why none is made at the moment, where something went wrong with the last, and until when (ms since the epoch). */
  readonly startsPaused?: { error: ErrorValue; until: number } | undefined;
  /**
   * Everything besides machines that carries the pool's mark, whoever made it: all of it, or it throws RockpoolError.
   * Absent where a machine is all that there is.
   */
  resources?(options: { signal: AbortSignal }): Promise<Resource[]>;
  /**
   * Asks for the end of what belongs to nothing; a machine has the kind `server`. `accepted`: ask again.
   * @throws RockpoolError where it can't be ended now
   */
  release?(resource: Resource, options: { signal: AbortSignal }): Promise<'accepted' | 'gone'>;
  /** The command by which a person ends it. */
  byHand?(resource: Resource): string;
  /** Absent where no other controller can write to the pool's hosts, or all of them share what they find there. */
  readonly lease?: LeaseStore;
}

/** Where the lease of one pool is kept: with its hosts, for all who could write to it. */
export interface LeaseStore {
  /** Undefined: nobody has ever had it. @throws RockpoolError where it can't be read */
  read(options: { signal: AbortSignal }): Promise<Lease | undefined>;
  /**
   * Compare and swap: writes `next` if what is there is still `seen`, in one step; false where it isn't.
   * @throws RockpoolError: whether it was written is then unknown
   */
  write(next: Lease, seen: Lease | undefined, options: { signal: AbortSignal }): Promise<boolean>;
}
