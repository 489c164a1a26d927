import net from 'node:net';
import type { Clock } from '../model/clock';
import { ReadBuffers } from './readBuffers';

const CONNECT_TIMEOUT_MS = 10_000;

/** Thrown at a connection that doesn't come about in time. */
class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/**
 * Opens a connection to a target's port on 127.0.0.1. Its errors come as the socket's `error` event; ETIMEDOUT after
 * ten seconds without an answer.
 * @param passedOn true if everything that was read from this connection, and taken off it, has left the process; the
 *   memory is used again then
 */
export function connect(port: number, clock: Clock, passedOn: () => boolean): net.Socket {
  const buffers = new ReadBuffers();
  const socket: net.Socket = net.connect({
    host: '127.0.0.1',
    port,
    noDelay: true,
    allowHalfOpen: true,
    onread: {
      buffer: () => buffers.next(),
      callback: (bytes, memory) => {
        buffers.filled(bytes, memory.length, socket.readableLength === 0 && passedOn());
        return socket.push(memory.subarray(0, bytes));
      },
    },
  });
  const stop = clock.timer(CONNECT_TIMEOUT_MS, () =>
    socket.destroy(new ConnectTimeout(`No connection to port ${port} within ${CONNECT_TIMEOUT_MS} ms`)),
  );
  socket.once('connect', stop).once('close', stop);
  return socket;
}
