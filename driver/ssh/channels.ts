import PQueue from 'p-queue';
import type { Client, ClientChannel } from 'ssh2';
import type { Clock } from '../model/clock';
import { withDeadline } from '../model/deadline';
import { isRockpoolError, RockpoolError } from '../model/errors';
import { roomOn } from './client';
import { Courtesy } from './courtesy';
import * as say from './messages';
import { paced } from './pacedChannel';
import type { EngineChannel, SshTarget } from './port';

type Signal = AbortSignal | undefined;
type Open = (client: Client, done: (error: Error | undefined, channel: ClientChannel) => void) => void;

/**
 * sshd allows ten sessions on a connection unless told otherwise, and counts one for a moment longer than it lasts. What
 * reaches an engine by a session has some of its own: else commands would wait for calls that last.
 */
const MOST_COMMANDS = 5;
const MOST_DIALLED = 4;
/** Forwards are not counted. */
const MOST_FORWARDS = 256;
const OPEN_LIMIT_MS = 15_000;
/** For one of those that are open to end. */
const TURN_LIMIT_MS = 60_000;
/** Before a session is asked for again where the host has too many. */
const BUSY_WAIT_MS = 100;
/** RFC 4254, 5.1: the server's configuration forbids it. */
const PROHIBITED = 1;

/** Opens channels on a connection; where there are too many the next waits until one has closed. */
export class Channels {
  readonly #target: SshTarget;
  readonly #clock: Clock;
  readonly #connected: () => Client | Promise<Client>;
  readonly #commands = new PQueue({ concurrency: MOST_COMMANDS });
  readonly #dialled = new PQueue({ concurrency: MOST_DIALLED });
  readonly #forwards = new PQueue({ concurrency: MOST_FORWARDS });
  readonly #courtesy: Courtesy;
  /** True once it is known that this sshd forwards no sockets. */
  #socketsForbidden = false;

  constructor(target: SshTarget, clock: Clock, connected: () => Client | Promise<Client>) {
    this.#target = target;
    this.#clock = clock;
    this.#connected = connected;
    this.#courtesy = new Courtesy(clock);
  }

  /** With a command that has begun. */
  session(command: string, signal: Signal): Promise<ClientChannel> {
    return this.#session(this.#commands, command, signal);
  }

  /** No command runs, or waits for its turn. */
  commandsEnded(): Promise<void> {
    return this.#commands.onIdle();
  }

  #session(queue: PQueue, command: string, signal: Signal): Promise<ClientChannel> {
    const open: Open = (client, done) => client.exec(command, done);
    return this.#within(queue, signal, () =>
      this.#patiently('start a command', signal, async abortSignal => {
        for (;;) {
          try {
            return await this.#open('a session', abortSignal, open);
          } catch (error) {
            if (!isRefusal(error)) throw error;
          }
          // Too many: ours that are about to end, or the host allows fewer.
          await this.#clock.sleep(BUSY_WAIT_MS, { signal: abortSignal });
        }
      }),
    );
  }

  /**
   * To the unix socket of an engine; by Docker's own means where the sshd forwards none. It says the same of a forward
   * that it doesn't allow and of one to a socket on which nobody listens, so Docker is asked which of them it is.
   */
  async engineSocket(path: string, signal: Signal): Promise<EngineChannel> {
    if (this.#socketsForbidden) return this.#byDocker(path, signal);
    const forward = () =>
      this.#forward(path, signal, (client, done) => client.openssh_forwardOutStreamLocal(path, done));
    try {
      return await forward();
    } catch (error) {
      if (!isRefusal(error) || !(await this.#succeeds(`${dockerOn(path)} version >/dev/null 2>&1`, signal)))
        throw error;
    }
    try {
      // An engine that was just starting listens by now.
      return await forward();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#socketsForbidden = true;
    }
    return this.#byDocker(path, signal);
  }

  async #byDocker(path: string, signal: Signal): Promise<EngineChannel> {
    const channel = await this.#session(this.#dialled, `${dockerOn(path)} system dial-stdio`, signal);
    channel.stderr.resume();
    return Object.assign(channel, { isScarce: true });
  }

  async #succeeds(command: string, signal: Signal): Promise<boolean> {
    const channel = await this.session(command, signal);
    channel.resume().end();
    channel.stderr.resume();
    return this.#patiently('answer', signal, () => {
      return new Promise(resolve => channel.once('close', (status?: number) => resolve(status === 0)));
    });
  }

  /** To a port of the host's loopback. */
  port(port: number, signal: Signal): Promise<ClientChannel> {
    return this.#forward(`port ${port}`, signal, (client, done) =>
      client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, (error, channel) => {
        if (!error) this.#courtesy.watch(channel);
        done(error, channel);
      }),
    );
  }

  /** To a port of another machine, which the host connects to. */
  address(address: string, port: number, signal: Signal): Promise<ClientChannel> {
    return this.#forward(`port ${port} of ${address}`, signal, (client, done) =>
      client.forwardOut('127.0.0.1', 0, address, port, done),
    );
  }

  #forward(thing: string, signal: Signal, open: Open): Promise<ClientChannel> {
    return this.#within(this.#forwards, signal, () =>
      this.#patiently(`open ${thing}`, signal, abortSignal => this.#open(thing, abortSignal, open)),
    );
  }

  /** Its turn comes when one of those that are open has closed. */
  async #within(queue: PQueue, signal: Signal, open: () => Promise<ClientChannel>): Promise<ClientChannel> {
    const late = () => new RockpoolError(say.tooMuchAtOnce(this.#target, TURN_LIMIT_MS));
    const giveUp = new AbortController();
    try {
      return await withDeadline(this.#clock, { limitMs: TURN_LIMIT_MS, signal, late }, deadline => {
        return new Promise((resolve, reject) => {
          void queue.add(async () => {
            if (giveUp.signal.aborted) return;
            // From here on it has limits of its own.
            deadline.lift();
            try {
              const channel = await open();
              if (giveUp.signal.aborted) channel.destroy();
              resolve(channel);
              await new Promise(done => channel.once('close', done));
            } catch (error) {
              reject(error);
            }
          });
        });
      });
    } catch (error) {
      giveUp.abort();
      throw error;
    }
  }

  #patiently<T>(doing: string, signal: Signal, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = () => new RockpoolError(say.timedOut(this.#target, doing, OPEN_LIMIT_MS));
    return withDeadline(this.#clock, { limitMs: OPEN_LIMIT_MS, signal, late }, deadline =>
      run(deadline.signal),
    );
  }

  async #open(thing: string, signal: AbortSignal, open: Open): Promise<ClientChannel> {
    const client = await this.#connected();
    return new Promise((resolve, reject) => {
      open(client, (error, channel) => {
        if (error) {
          reject(this.#meaningOf(error, thing));
          return;
        }
        closesOnceDestroyed(channel);
        paced(channel, this.#courtesy.roomFor(channel, roomOn(client)));
        if (signal.aborted) channel.destroy();
        else resolve(channel);
      });
    });
  }

  /** What the host has against a channel; where the connection ended that is why. */
  #meaningOf(cause: Error & { reason?: unknown }, thing: string): RockpoolError {
    const { reason } = cause;
    if (typeof reason !== 'number') return new RockpoolError(say.brokeOff(this.#target), { cause });
    const value =
      reason === PROHIBITED
        ? say.channelForbidden(this.#target, thing)
        : say.channelRefused(this.#target, thing);
    return new RockpoolError(value, { cause });
  }
}

const dockerOn = (path: string) => `docker -H unix://${path}`;

/** ssh2 tells of a channel's end when all of it was read, which nobody does any more once it is destroyed. */
function closesOnceDestroyed(channel: ClientChannel): void {
  const destroy = channel.destroy.bind(channel);
  const read = channel.read.bind(channel);
  // Not resume(): it does nothing where somebody listens for 'readable', as undici does.
  const drop = () => {
    while (read() !== null);
  };
  channel.destroy = () => {
    channel.off('readable', drop).on('readable', drop);
    drop();
    return destroy();
  };
}

const isRefusal = (error: unknown) =>
  isRockpoolError(error) && ['SSH_NOBODY_LISTENS', 'SSH_FORWARD_FORBIDDEN'].includes(error.value.code);
