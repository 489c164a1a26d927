import net from 'node:net';

/**
 * A TCP connection for packets that are written in pieces: what is written in one turn of the event loop leaves in one
 * call of the system's, and doesn't wait for the other end's word on what was sent before.
 */
export function packetSocket(host: string, port: number): net.Socket {
  // Its write() is its own again with each connect(), so no subclass could have another.
  const socket = net.connect({ host, port, noDelay: true });
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let gathering = false;
  return Object.assign(socket, {
    write(...args: unknown[]): boolean {
      if (!gathering) {
        gathering = true;
        socket.cork();
        process.nextTick(() => {
          gathering = false;
          socket.uncork();
        });
      }
      return write(...args);
    },
  });
}
