import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { pipeline, Transform } from 'node:stream';
import { bandwidth } from '../../../driver/images';
import { systemClock } from '../../../driver/system';
import type { BenchHost } from '../contract';

/** The workstation's line: what goes out to all hosts together has a limit, as behind a slow uplink; what comes in has none. */
export interface SlowLine extends AsyncDisposable {
  /** The same hosts, as they are reached over it. */
  readonly hosts: BenchHost[];
  /** Bytes that have left over it. */
  sent(): number;
}

const PIECE_BYTES = 16 * 1024;

/** @param folder for what OpenSSH is told of it */
export async function slowLine(
  megabits: number,
  hosts: readonly BenchHost[],
  folder: string,
): Promise<SlowLine> {
  const limit = bandwidth(systemClock, () => (megabits * 1e6) / 8);
  const sockets = new Set<net.Socket>();
  const servers: net.Server[] = [];
  let sent = 0;
  async function wayTo(host: BenchHost): Promise<BenchHost> {
    const server = net.createServer({ noDelay: true }, socket => {
      const onward = net.connect({ host: '127.0.0.1', port: host.port, noDelay: true });
      for (const one of [socket, onward]) {
        sockets.add(one);
        one.once('close', () => sockets.delete(one));
      }
      const shaped = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          const pass = async () => {
            for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
              const piece = chunk.subarray(at, at + PIECE_BYTES);
              await limit.take(piece.length, {});
              sent += piece.length;
              this.push(piece);
            }
          };
          pass().then(() => done(), done);
        },
      });
      pipeline(socket, shaped, onward, () => undefined);
      pipeline(onward, socket, () => undefined);
    });
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const sshConfig = path.join(folder, `slow-line-${host.name}`);
    const way = [`Host ${host.name}`, `  Port ${port}`, `Include ${host.sshConfig}`, ''];
    await writeFile(sshConfig, way.join('\n'));
    return { ...host, port, sshConfig };
  }
  const reached = await Promise.all(hosts.map(wayTo));
  return {
    hosts: reached,
    sent: () => sent,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      for (const server of servers) server.close();
    },
  };
}
