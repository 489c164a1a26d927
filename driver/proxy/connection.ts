import net from 'node:net';
import { Duplex } from 'node:stream';
import type { Clock } from '../model/clock';
import { ReadBuffers } from './readBuffers';
import type { Connect } from './routes';
import { holdable, type TargetStream } from './targetStream';

const CONNECT_TIMEOUT_MS = 10_000;

/** Thrown at a connection that doesn't come about in time. */
class ConnectTimeout extends Error {
  constructor(
    port: number,
    readonly code: 'ETIMEDOUT' | 'SSH_TIMEOUT',
  ) {
    super(`No connection to port ${port} within ${CONNECT_TIMEOUT_MS} ms`);
  }
}

class TargetSocket extends net.Socket {
  #held = false;
  #wanted = false;

  /** Stops reading; what is on its way, a piece at most, still comes. */
  hold(): void {
    this.#held = true;
  }

  /** Goes on reading. */
  release(): void {
    this.#held = false;
    if (!this.#wanted) return;
    this.#wanted = false;
    super._read(0);
  }

  get held(): boolean {
    return this.#held;
  }

  override _read(size: number): void {
    if (this.#held) this.#wanted = true;
    else super._read(size);
  }

  // With memory of its own, a socket's read() starts reading, too.
  override read(size?: number): unknown {
    if (!this.#held) return super.read(size);
    this.#wanted = true;
    return Duplex.prototype.read.call(this, size);
  }
}

/** Where a target is, as connections to it are made. */
export interface Way {
  port: number;
  /** Absent: on this machine. */
  connect?: Connect | undefined;
}

/**
 * Opens a connection to a target; `done` is told once, with it or with why there is none: ETIMEDOUT after ten seconds
 * without an answer, SSH_TIMEOUT where that leads over another machine.
 * @param passedOn true if everything that was read from this connection, and taken off it, has left the process; the
 *   memory is used again then
 */
export function connect(
  { port, connect: connectThere }: Way,
  clock: Clock,
  passedOn: () => boolean,
  done: (error: Error | null, stream: TargetStream | null) => void,
): void {
  if (connectThere) {
    const late = new AbortController();
    const stop = clock.timer(CONNECT_TIMEOUT_MS, () => late.abort(new ConnectTimeout(port, 'SSH_TIMEOUT')));
    connectThere(port, { signal: late.signal })
      .then(
        stream => done(null, holdable(stream)),
        error => done(error, null),
      )
      .finally(stop);
    return;
  }
  const socket = connectHere(port, passedOn);
  const failed = (error: Error) => done(error, null);
  const stop = clock.timer(CONNECT_TIMEOUT_MS, () => socket.destroy(new ConnectTimeout(port, 'ETIMEDOUT')));
  socket.once('error', failed);
  socket.once('connect', () => {
    stop();
    socket.off('error', failed);
    done(null, socket);
  });
  socket.once('close', stop);
}

function connectHere(port: number, passedOn: () => boolean): TargetSocket {
  const buffers = new ReadBuffers();
  const options: net.TcpNetConnectOpts = {
    host: '127.0.0.1',
    port,
    noDelay: true,
    allowHalfOpen: true,
    onread: {
      buffer: () => buffers.next(),
      callback: (bytes, memory) => {
        buffers.filled(bytes, memory.length, socket.readableLength === 0 && passedOn());
        return socket.push(memory.subarray(0, bytes)) && !socket.held;
      },
    },
  };
  // As net.connect() does it: the same options for both.
  const socket: TargetSocket = new TargetSocket(options);
  socket.connect(options);
  return socket;
}
