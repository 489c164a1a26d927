import type { EngineFacts } from '../engine';
import type { Host } from '../model/host';

/** A machine that a provider has. */
export interface Machine {
  /** The host it is, by the mark that it carries. */
  hostId: string;
  /** What the provider knows it by. */
  providerId: string;
  state: 'building' | 'running' | 'failed';
  /** Where its Docker engine answers, once it does: `unix:///…`, `tcp://…` or `sim://…`. */
  engineUrl?: string;
  facts?: EngineFacts;
}

/** Where a pool's hosts come from. Decides nothing, keeps nothing that a restart would miss, and never waits. */
export interface Provider {
  /** How many hosts there can be, and the fewest that the pool keeps while it isn't in shutdown mode. */
  readonly hosts: { atLeast: number; atMost: number };
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
  create(host: Host, options: { signal: AbortSignal }): Promise<void>;
  /**
   * How many more machines there is room for now, whoever asks for them; absent where the provider can't say.
   * @throws RockpoolError where it can't be asked
   */
  room?(options: { signal: AbortSignal }): Promise<number>;
  /** Asks for the end of a machine; `accepted`: ask again. A machine that is gone already is `gone`. */
  destroy(host: Host, options: { signal: AbortSignal }): Promise<'accepted' | 'gone'>;
}
