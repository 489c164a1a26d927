import { type Engine, type EngineDeps, engineOver } from '../engine';
import { quoted } from './asRoot';
import { channelAgent } from './channelAgent';
import { asSocket, asSocketError } from './channelSocket';
import type { EngineChannel, SshConnection } from './port';

const DOCKER_SOCKET = '/var/run/docker.sock';
/** A network disk that is away holds `df` up. */
const DF_QUIET_MS = 15_000;

/**
 * The engine of a host, through its connection. Nothing of it is exposed: its socket and its ports stay on the host.
 * @param connection asked for with each use: it is another one where the way to the host has changed
 */
export function sshEngine(url: string, connection: () => SshConnection, deps: EngineDeps): Engine {
  const agent = channelAgent(() => engineChannel(connection()));
  // A name and port for the header Host, which Docker wants to be there and doesn't look at.
  const engine = engineOver({ agent, protocol: 'http', host: 'docker', port: 80 }, url, {
    ...deps,
    freeBytes: (folder, options) => freeBytesOn(connection(), folder, options),
  });
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

/** No call must take one of a connection that has just ended, which its channels are told of a moment later. */
async function engineChannel(connection: SshConnection): Promise<EngineChannel> {
  const channel = await connection.openEngine(DOCKER_SOCKET, {});
  const unsubscribe = connection.onState(state => {
    if (state === 'open') return;
    channel.destroy();
    // An agent leaves off only what can't be written to any more.
    channel.emit('agentRemove');
  });
  channel.once('close', unsubscribe);
  return channel;
}

/** Of a folder on the host; undefined where `df` doesn't say. */
async function freeBytesOn(
  connection: SshConnection,
  folder: string,
  { signal }: { signal?: AbortSignal | undefined },
): Promise<number | undefined> {
  const { stdout } = await connection.run(`df -Pk ${quoted(folder)}`, { quietMs: DF_QUIET_MS, signal });
  return readDf(stdout);
}

/** What `df -Pk` says of one folder, in bytes: the fourth word of its second line. */
export function readDf(text: string): number | undefined {
  const [, , , free] = text.trim().split('\n')[1]?.trim().split(/\s+/) ?? [];
  return free !== undefined && /^\d+$/.test(free) ? Number(free) * 1024 : undefined;
}
