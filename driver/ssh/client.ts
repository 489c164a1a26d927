import type { Duplex } from 'node:stream';
import type { Client, ConnectConfig } from 'ssh2';
import type { Clock } from '../model/clock';
import { withDeadline } from '../model/deadline';
import { type ErrorValue, RockpoolError } from '../model/errors';
import { algorithmsFor } from './algorithms';
import { hostKeyOf, refusalOf } from './hostKeys';
import * as say from './messages';
import { type PacketSocket, packetSocket } from './packetSocket';
import type { HostKey, SshTarget } from './port';
import { type Proof, proofOf } from './proof';

export interface DialOptions {
  clock: Clock;
  /** Told of the key that the host shows, whatever becomes of it. */
  onHostKey?: (key: HostKey) => void;
  /** What leads there, where that isn't the network: a channel through another host. It ends with the attempt that fails. */
  through?: Duplex | undefined;
  signal?: AbortSignal | undefined;
}

/** From the first packet to being let in; a slow machine in a far network still makes it. */
const CONNECT_LIMIT_MS = 20_000;
/** A peer that is gone without a word is noticed after so many probes without an answer. */
const PROBE_EVERY_MS = 5_000;
const PROBES = 3;
/** RFC 4253, 11.1. */
const PROTOCOL_ERROR = 2;

/** An error of ssh2's: where in the protocol it arose, and what the operating system said. */
interface SshError extends Error {
  level?: string;
  /** Where the host ended the connection with a word: that of RFC 4253, 11.1. */
  code?: string | number;
}

/**
 * Connects and logs in once, or throws what SshConnection says. No key but a pinned one is accepted, and nothing of
 * the user's is sent to a host before its key was.
 */
export async function dial(target: SshTarget, options: DialOptions): Promise<Client> {
  return connect(target, () => proofOf(target, options), options);
}

async function connect(
  target: SshTarget,
  proof: () => Promise<Proof>,
  options: DialOptions,
): Promise<Client> {
  const { Client } = (await import('ssh2')).default;
  const { clock, through, signal, onHostKey } = options;
  const client = new Client();
  let refused: ErrorValue | undefined;

  const config = async (): Promise<ConnectConfig> => ({
    username: target.user,
    algorithms: algorithmsFor(target.hostKeys),
    keepaliveInterval: PROBE_EVERY_MS,
    keepaliveCountMax: PROBES,
    readyTimeout: 0,
    hostVerifier: (blob: Buffer) => {
      const shown = hostKeyOf(blob);
      if (!shown) return false;
      onHostKey?.(shown);
      refused = refusalOf(shown, target);
      return refused === undefined;
    },
    ...(await proof()),
  });
  const late = () => new RockpoolError(say.timedOut(target, 'let us in', CONNECT_LIMIT_MS));
  // For good: an error that nobody listens to would end the process.
  client.on('error', () => undefined);
  try {
    const known = await config();
    await withDeadline(clock, { limitMs: CONNECT_LIMIT_MS, signal, late }, () => {
      return new Promise<void>((resolve, reject) => {
        client.once('ready', resolve);
        client.once('error', (error: SshError) => {
          reject(new RockpoolError(refused ?? meaningOf(error, target), { cause: error }));
        });
        client.once('close', () => reject(new RockpoolError(refused ?? say.brokeOff(target))));
        client.connect({ ...known, sock: through ?? socketOf(target, client) });
      });
    });
    return client;
  } catch (error) {
    client.destroy();
    // It may never have been the client's: that takes one of the ways through the other host for ever.
    through?.destroy();
    throw error;
  }
}

const sockets = new WeakMap<Client, PacketSocket>();

/** Nobody keeps what arrives once it is encrypted. */
function socketOf({ address, port }: SshTarget, client: Client): Duplex {
  const socket = packetSocket(address, port);
  sockets.set(client, socket);
  client.once('handshake', () => socket.reuseMemory());
  return socket;
}

/** When a connection takes more; at once where it leads through another, which has a pace of its own. */
export const roomOn =
  (client: Client) =>
  (then: () => void): void => {
    const socket = sockets.get(client);
    if (socket) socket.whenRoom(then);
    else then();
  };

/** ssh2 has no code for it: something listens that closes at once, as a machine does that is starting. */
const LOST_BEFORE_GREETING = 'Connection lost before handshake';

function meaningOf({ level, code, message }: SshError, target: SshTarget): ErrorValue {
  switch (level) {
    case 'client-authentication':
      return say.keyRefused(target);
    case 'agent':
      return say.agentMissing(target, `It did not sign: ${message}.`);
    case 'client-socket':
    case 'client-dns':
      return say.unreachable(target, String(code ?? message));
    case 'client-timeout':
      return say.timedOut(target, 'answer', PROBE_EVERY_MS * PROBES);
    case 'handshake':
    case 'protocol':
      if (message === LOST_BEFORE_GREETING) return say.brokeOff(target);
      return say.noAgreement(target, message);
    default:
      // OpenSSH's word for too many attempts, too.
      if (code === PROTOCOL_ERROR && target.credential.kind === 'agent') return say.tooManyKeys(target);
      return say.brokeOff(target, `The machine said: ${message}.`);
  }
}

/**
 * The key that a host shows, without logging in: to be compared and confirmed.
 * @throws RockpoolError as `dial` does, where it shows none
 */
export async function askHostKey(target: SshTarget, options: DialOptions): Promise<HostKey> {
  let shown: HostKey | undefined;
  const nobody: SshTarget = { ...target, hostKeys: [] };
  const onHostKey = (key: HostKey) => {
    shown = key;
  };
  try {
    (await connect(nobody, async () => ({}), { ...options, onHostKey })).destroy();
  } catch (error) {
    if (shown) return shown;
    throw error;
  }
  throw new RockpoolError(say.brokeOff(target));
}
