import type { Duplex } from 'node:stream';
import type { Client, ConnectConfig } from 'ssh2';
import type { Clock } from '../model/clock';
import { withDeadline } from '../model/deadline';
import { type ErrorValue, RockpoolError } from '../model/errors';
import { algorithmsFor } from './algorithms';
import { hostKeyOf, isKnown } from './hostKeys';
import * as say from './messages';
import { packetSocket } from './packetSocket';
import type { HostKey, SshTarget } from './port';

export interface DialOptions {
  clock: Clock;
  /** Told of the key that the host shows, whatever becomes of it. */
  onHostKey?: (key: HostKey) => void;
  /** What leads there, where that isn't the network: a channel through another host. */
  through?: Duplex | undefined;
  signal?: AbortSignal | undefined;
}

/** From the first packet to being let in; a slow machine in a far network still makes it. */
const CONNECT_LIMIT_MS = 20_000;
/** A peer that is gone without a word is noticed after so many probes without an answer. */
const PROBE_EVERY_MS = 5_000;
const PROBES = 3;

/** An error of ssh2's: where in the protocol it arose, and what the operating system said. */
interface SshError extends Error {
  level?: string;
  code?: string;
}

/**
 * Connects and logs in once, or throws what SshConnection says. No key but a pinned one is accepted, and nothing of
 * the user's is sent to a host before its key was.
 */
export async function dial(target: SshTarget, options: DialOptions): Promise<Client> {
  const { Client, utils } = (await import('ssh2')).default;
  const { clock, through, signal, onHostKey } = options;
  const { credential } = target;
  if (credential.kind === 'key') {
    const key = utils.parseKey(credential.privateKey, credential.passphrase);
    if (key instanceof Error) throw new RockpoolError(say.keyUnreadable(target, `${key.message}.`));
  }
  const client = new Client();
  let refused: ErrorValue | undefined;

  const config: ConnectConfig = {
    username: target.user,
    algorithms: algorithmsFor(target.hostKeys),
    keepaliveInterval: PROBE_EVERY_MS,
    keepaliveCountMax: PROBES,
    readyTimeout: 0,
    hostVerifier: (blob: Buffer) => {
      const shown = hostKeyOf(blob);
      if (!shown) return false;
      onHostKey?.(shown);
      if (isKnown(shown, target.hostKeys)) return true;
      const isFirst = target.hostKeys.length === 0;
      refused = isFirst ? say.hostKeyUnknown(target, shown) : say.hostKeyChanged(target, shown);
      return false;
    },
    ...(credential.kind === 'key'
      ? {
          privateKey: credential.privateKey,
          ...(credential.passphrase === undefined ? {} : { passphrase: credential.passphrase }),
        }
      : { agent: credential.socket }),
  };
  const late = () => new RockpoolError(say.timedOut(target, 'let us in', CONNECT_LIMIT_MS));
  // For good: an error that nobody listens to would end the process.
  client.on('error', () => undefined);
  try {
    await withDeadline(clock, { limitMs: CONNECT_LIMIT_MS, signal, late }, () => {
      return new Promise<void>((resolve, reject) => {
        client.once('ready', resolve);
        client.once('error', (error: SshError) => {
          reject(new RockpoolError(refused ?? meaningOf(error, target), { cause: error }));
        });
        client.once('close', () => reject(new RockpoolError(refused ?? say.brokeOff(target))));
        client.connect({ ...config, sock: through ?? packetSocket(target.address, target.port) });
      });
    });
    return client;
  } catch (error) {
    client.destroy();
    throw error;
  }
}

function meaningOf({ level, code, message }: SshError, target: SshTarget): ErrorValue {
  switch (level) {
    case 'client-authentication':
      return say.keyRefused(target);
    case 'agent':
      return say.agentMissing(target, target.credential.kind === 'agent' ? target.credential.socket : '');
    case 'client-socket':
    case 'client-dns':
      return say.unreachable(target, code ?? message);
    case 'client-timeout':
      return say.timedOut(target, 'answer', PROBE_EVERY_MS * PROBES);
    case 'handshake':
    case 'protocol':
      return say.noAgreement(target, message);
    default:
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
    (await dial(nobody, { ...options, onHostKey })).destroy();
  } catch (error) {
    if (shown) return shown;
    throw error;
  }
  throw new RockpoolError(say.brokeOff(target));
}
