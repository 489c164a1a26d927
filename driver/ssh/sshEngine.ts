import { type Engine, type EngineDeps, engineOver } from '../engine';
import { channelAgent } from './channelAgent';
import { asSocket, asSocketError } from './channelSocket';
import type { SshConnection } from './port';

const DOCKER_SOCKET = '/var/run/docker.sock';

/**
 * The engine of a host, through its connection. Nothing of it is exposed: its socket and its ports stay on the host.
 * @param connection asked for with each use: it is another one where the way to the host has changed
 */
export function sshEngine(url: string, connection: () => SshConnection, deps: EngineDeps): Engine {
  const agent = channelAgent(async () => connection().openEngine(DOCKER_SOCKET, {}));
  // A name and port for the header Host, which Docker wants to be there and doesn't look at.
  const engine = engineOver({ agent, protocol: 'http', host: 'docker', port: 80 }, url, deps);
  return {
    ...engine,
    async connect(hostPort, options) {
      try {
        return asSocket(await connection().openPort(hostPort, options));
      } catch (error) {
        throw asSocketError(error);
      }
    },
  };
}
