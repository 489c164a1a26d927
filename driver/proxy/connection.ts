import net from 'node:net';
import { Duplex } from 'node:stream';
import type { Clock } from '../model/clock';
import { ReadBuffers } from './readBuffers';

const CONNECT_TIMEOUT_MS = 10_000;

/** Thrown at a connection that doesn't come about in time. */
class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** A connection to a target whose reading can be held up, whatever its reader asks for. */
export class TargetSocket extends net.Socket {
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

/**
 * Opens a connection to a target's port on 127.0.0.1. Its errors come as the socket's `error` event; ETIMEDOUT after
 * ten seconds without an answer.
 * @param passedOn true if everything that was read from this connection, and taken off it, has left the process; the
 *   memory is used again then
 */
export function connect(port: number, clock: Clock, passedOn: () => boolean): TargetSocket {
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
  const stop = clock.timer(CONNECT_TIMEOUT_MS, () =>
    socket.destroy(new ConnectTimeout(`No connection to port ${port} within ${CONNECT_TIMEOUT_MS} ms`)),
  );
  socket.once('connect', stop).once('close', stop);
  return socket;
}
