import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Clock, Disposer, Random } from '../model/clock';
import { type ErrorValue, isCancelled, RockpoolError, toErrorValue } from '../model/errors';
import { Channels } from './channels';
import { dial } from './client';
import * as say from './messages';
import type { ConnectionState, EngineChannel, RunOptions, RunResult, SshConnection, SshTarget } from './port';
import { runOn } from './run';

export interface ConnectionDependencies {
  clock: Clock;
  random: Random;
  /** A stream to the target, where the way leads through another host. */
  through?: ((signal: AbortSignal) => Promise<Duplex>) | undefined;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** A refused key won't be accepted a moment later, and some servers shut out who asks too often. */
const REFUSED_WAIT_MS = 60_000;
/** What has lasted for so long has worked. A machine that lets us in and then can start nothing for us ends sooner. */
const LASTING_MS = 10_000;

/** Keeps a connection to a host; nothing is sent before the first call. */
export function keepConnection(target: SshTarget, deps: ConnectionDependencies): SshConnection {
  return new KeptConnection(target, deps);
}

class KeptConnection implements SshConnection {
  readonly target: SshTarget;
  readonly #deps: ConnectionDependencies;
  readonly #channels: Channels;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  readonly #end = new AbortController();
  #state: ConnectionState = 'idle';
  #client: Client | undefined;
  #attempt: Promise<Client> | undefined;
  #failure: ErrorValue | undefined;
  #failures = 0;
  #stopWaiting: Disposer | undefined;

  constructor(target: SshTarget, deps: ConnectionDependencies) {
    this.target = target;
    this.#deps = deps;
    this.#channels = new Channels(target, deps.clock, () => this.#connected());
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get failure(): ErrorValue | undefined {
    return this.#failure;
  }

  async run(command: string, options: RunOptions): Promise<RunResult> {
    const channel = await this.#channels.session(command, options.signal);
    return runOn(channel, this.target, command, { ...options, clock: this.#deps.clock });
  }

  openEngine(path: string, { signal }: { signal?: AbortSignal | undefined }): Promise<EngineChannel> {
    return this.#channels.engineSocket(path, signal);
  }

  openPort(port: number, { signal }: { signal?: AbortSignal | undefined }): Promise<Duplex> {
    return this.#channels.port(port, signal);
  }

  openAddress(
    address: string,
    port: number,
    { signal }: { signal?: AbortSignal | undefined },
  ): Promise<Duplex> {
    return this.#channels.address(address, port, signal);
  }

  retry(): void {
    if (this.#state !== 'waiting') return;
    this.#stopWaiting?.();
    this.#failures = 0;
    this.#begin();
  }

  renew(): void {
    const client = this.#client;
    if (!client || this.#state === 'closed') return;
    this.#client = undefined;
    client.destroy();
    this.#begin();
  }

  retire(): void {
    this.#stopWaiting?.();
    this.#move('closed');
    void this.#channels.commandsEnded().then(() => this[Symbol.dispose]());
  }

  onState(listener: (state: ConnectionState) => void): Disposer {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    this.#end.abort(new RockpoolError(say.closed(this.target)));
    this.#stopWaiting?.();
    this.#move('closed');
    this.#client?.destroy();
  }

  #move(state: ConnectionState): void {
    if (this.#state === state || this.#state === 'closed') return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** The connection, or that of the attempt under way. */
  #connected(): Client | Promise<Client> {
    this.#end.signal.throwIfAborted();
    if (this.#client) return this.#client;
    if (this.#attempt) return this.#attempt;
    if (this.#state === 'closed') throw new RockpoolError(say.closed(this.target));
    if (this.#state === 'waiting' && this.#failure) throw new RockpoolError(this.#failure);
    return this.#begin();
  }

  #begin(): Promise<Client> {
    this.#move('connecting');
    const attempt = this.#dial();
    this.#attempt = attempt;
    attempt.then(
      client => this.#opened(client),
      error => this.#failed(error),
    );
    return attempt;
  }

  async #dial(): Promise<Client> {
    const { clock, through } = this.#deps;
    const { signal } = this.#end;
    return dial(this.target, { clock, signal, through: await through?.(signal) });
  }

  #opened(client: Client): void {
    this.#attempt = undefined;
    this.#client = client;
    this.#failure = undefined;
    const { clock } = this.#deps;
    const openedAt = clock.monotonic();
    client.once('close', () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      if (this.#state !== 'closed') this.#closed(clock.monotonic() - openedAt);
    });
    this.#move('open');
  }

  /** What has worked is tried again at once; what ends soon once more, and then ever more seldom. */
  #closed(lastedMs: number): void {
    if (lastedMs >= LASTING_MS) this.#failures = 0;
    else if (this.#failures > 0) {
      this.#failed(new RockpoolError(say.brokeOff(this.target)));
      return;
    } else this.#failures = 1;
    this.#begin();
  }

  #failed(error: unknown): void {
    this.#attempt = undefined;
    if (this.#state === 'closed' || isCancelled(error)) return;
    this.#failure = toErrorValue(error);
    this.#failures += 1;
    const waitMs = this.#waitMs(this.#failure);
    if (waitMs !== undefined) this.#stopWaiting = this.#deps.clock.timer(waitMs, () => this.#begin());
    this.#move('waiting');
  }

  /** Undefined: until somebody asks for it. A host that may be another one is left alone. */
  #waitMs({ kind, code }: ErrorValue): number | undefined {
    if (code === 'SSH_HOST_KEY_CHANGED' || code === 'SSH_HOST_KEY_UNKNOWN') return undefined;
    if (kind !== 'transient') return REFUSED_WAIT_MS;
    const full = Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), LONGEST_WAIT_MS);
    return full * (0.5 + this.#deps.random.float() / 2);
  }
}
