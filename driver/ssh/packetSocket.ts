import net from 'node:net';
import { atTurnEnd } from './turnEnd';

/** What is read at once at most: two packets as large as they come. Of more, each reader of a channel makes one again. */
const READ_BYTES = 64 * 1024;

/** More than this waiting to be sent is no room for more. */
const UNSENT_BYTES = 256 * 1024;

/** A TCP connection that carries packets. */
export interface PacketSocket extends net.Socket {
  /** Calls back, in the order of asking, as soon as less waits to be sent than would hold others up. */
  whenRoom(then: () => void): void;
  /** From now on nobody keeps what 'data' gives beyond its call: the same memory is read into again and again. */
  reuseMemory(): void;
}

/**
 * Connects. Packets are written in pieces, and many at a time: what is written in one turn of the event loop leaves in
 * one call of the system's, and doesn't wait for the other end's word on what was sent before.
 */
export function packetSocket(host: string, port: number): PacketSocket {
  let memory: Buffer | undefined;
  const socket: net.Socket = net.connect({
    ...{ host, port, noDelay: true },
    onread: {
      buffer: () => memory ?? Buffer.allocUnsafeSlow(READ_BYTES),
      callback: (bytes, read) => {
        socket.emit('data', read.subarray(0, bytes));
        return true;
      },
    },
  });
  // Its write() is its own again with each connect(), so no subclass could have another.
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let gathering = false;
  const waiting: (() => void)[] = [];
  const hasRoom = () => socket.writableLength < UNSENT_BYTES;
  socket.on('drain', () => {
    while (hasRoom()) {
      const next = waiting.shift();
      if (!next) return;
      next();
    }
  });
  return Object.assign(socket, {
    write(...args: unknown[]): boolean {
      if (!gathering) {
        gathering = true;
        socket.cork();
        atTurnEnd(() => {
          gathering = false;
          socket.uncork();
        });
      }
      return write(...args);
    },
    whenRoom(then: () => void) {
      if (waiting.length === 0 && hasRoom()) then();
      else waiting.push(then);
    },
    reuseMemory() {
      memory = Buffer.allocUnsafeSlow(READ_BYTES);
    },
  });
}
