import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Counts what leaves this process for a port, on connections that are made from now on. */
export function countSent(): (port: number) => number {
  const sockets = new Set<Socket>();
  subscribe('net.client.socket', message => {
    sockets.add((message as { socket: Socket }).socket);
  });
  return port =>
    [...sockets]
      .filter(({ remotePort }) => remotePort === port)
      .reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
}
